(function () {
  var of = function (id) { return document.getElementById(id); };
  var served = window.UW_SERVED;
  var text = window.UW_SITE;
  var site = served ? null : JSON.parse(text);
  var cut = null;
  var state = of('state');
  var opened = {};
  var choices = null;
  var shown = null;
  var call = null;

  function say(words, wrong) {
    state.textContent = words;
    state.className = wrong ? 'wrong' : '';
  }

  // Base64 of gzip, as bytes.
  function unpacked(packed) {
    var bytes = Uint8Array.from(atob(packed), function (c) { return c.charCodeAt(0); });
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).arrayBuffer();
  }

  // What takes a message to the engine and gives its answer: the engine in this page, or the program that serves it.
  function engine() {
    if (served) {
      return Promise.resolve(function (message) {
        var body = JSON.stringify({ cut: cut, message: message });
        return fetch('ask', { method: 'POST', body: body }).then(function (reply) { return reply.json(); });
      });
    }
    return unpacked(window.UW_ENGINE).then(function (bytes) { return WebAssembly.instantiate(bytes, {}); }).then(function (made) {
      var inner = made.instance.exports;
      return function (message) {
        var bytes = new TextEncoder().encode(message);
        var at = inner.reserve(bytes.length);
        new Uint8Array(inner.memory.buffer, at, bytes.length).set(bytes);
        var length = inner.answer();
        var said = new Uint8Array(inner.memory.buffer, inner.said(), length);
        return Promise.resolve(JSON.parse(new TextDecoder().decode(said)));
      };
    });
  }

  function ask(message) {
    return call(message).then(function (reply) {
      if (reply.error) { throw new Error(reply.error); }
      return reply.ok;
    });
  }

  function put(kind, value) {
    var message = {};
    message[kind] = value;
    return ask(JSON.stringify(message));
  }

  // The figures of a treatment, from a file beside the page.
  function open(treatment) {
    if (served || opened[treatment.id]) { return Promise.resolve(); }
    return new Promise(function (done, failed) {
      var script = document.createElement('script');
      script.src = 'data/' + treatment.file + '.js';
      script.onload = done;
      script.onerror = function () { failed(new Error('The file ' + script.src + ' is missing.')); };
      document.head.append(script);
    }).then(function () { return unpacked(window.UW_DATA[treatment.file]); }).then(function (bytes) {
      delete window.UW_DATA[treatment.file];
      return ask('{"open":' + new TextDecoder().decode(bytes) + '}');
    }).then(function () { opened[treatment.id] = true; });
  }

  // The figures that the address asks for, where the program cuts them.
  function ready() {
    if (!served) { return Promise.resolve(); }
    var from = new URLSearchParams(location.hash.slice(1));
    var own = { code: from.get('code') || served.cut.code, level: from.get('level') || served.cut.level };
    if (cut && own.code === cut.code && own.level === cut.level) { return Promise.resolve(); }
    say('Cutting the figures…', false);
    return fetch('ask', { method: 'POST', body: JSON.stringify({ cut: own, message: null }) }).then(function (reply) {
      return reply.json();
    }).then(function (reply) {
      if (reply.error) { throw new Error(reply.error); }
      site = JSON.parse(reply.ok);
      cut = own;
      document.querySelector('h1').textContent = site.title;
    });
  }

  // The question that the address holds.
  function question() {
    var from = new URLSearchParams(location.hash.slice(1));
    var known = site.treatments.some(function (t) { return t.id === from.get('treatment'); });
    var way = site.ways.findIndex(function (w) { return w.id === from.get('figures'); });
    if (from.get('treatment') && !known) { throw new Error('The address names a treatment that this page does not have: ' + from.get('treatment')); }
    if (from.get('figures') && way < 0) { throw new Error('The address names figures that this page does not have: ' + from.get('figures')); }
    return {
      treatment: from.get('treatment') || site.treatments[0].id,
      way: Math.max(way, 0),
      period: from.get('period'),
      rule: from.get('rule'),
      target: from.get('benchmark'),
      areas: from.get('areas') ? from.get('areas').split(',') : [],
      area: from.has('mark') ? from.get('mark') : site.highlight,
      chart: from.get('chart')
    };
  }

  function address(asked) {
    var to = new URLSearchParams();
    if (cut && cut.code) { to.set('code', cut.code); }
    if (cut && cut.level) { to.set('level', cut.level); }
    to.set('treatment', asked.treatment);
    to.set('figures', site.ways[asked.way].id);
    if (asked.period) { to.set('period', asked.period); }
    if (asked.areas.length) { to.set('areas', asked.areas.join(',')); }
    if (asked.area !== site.highlight) { to.set('mark', asked.area || ''); }
    if (asked.chart) { to.set('chart', asked.chart); }
    if (asked.target) { to.set('benchmark', asked.target); }
    if (asked.rule) { to.set('rule', asked.rule); }
    return '#' + to.toString();
  }

  function options(id, entries, chosen) {
    var select = of(id);
    select.replaceChildren.apply(select, entries.map(function (entry) { return new Option(entry[1], entry[0], false, entry[0] === chosen); }));
    select.disabled = entries.length < 2;
  }

  function fill(asked, takesTarget) {
    if (served && served.store) {
      of('code').value = cut.code;
      of('level').value = cut.level;
    }
    options('treatment', site.treatments.map(function (t) { return [t.id, t.measure]; }), asked.treatment);
    var level = site.ways[asked.way].level;
    var ways = site.ways.filter(function (w) { return w.level === level; });
    options('way', ways.map(function (w) { return [w.id, w.words]; }), site.ways[asked.way].id);
    if (!served || !served.store) {
      var levels = site.ways.filter(function (w, at) { return site.ways.findIndex(function (o) { return o.level === w.level; }) === at; });
      of('level-field').hidden = levels.length < 2;
      options('level', levels.map(function (w) { return [w.level, w.level_words]; }), level);
    }
    options('period', choices.periods, asked.period);
    options('chart', choices.charts, asked.chart);
    options('rule', choices.rules, asked.rule);
    options('area', [['', 'None']].concat(choices.areas), asked.area || '');
    var codes = asked.areas.join(',');
    var only = [['', 'All ' + choices.plural]].concat(choices.groups.map(function (g) { return [g[1].join(','), g[0]]; }));
    if (codes && !only.some(function (o) { return o[0] === codes; })) { only.push([codes, asked.areas.length + ' picked']); }
    options('only', only, codes);
    var named = asked.target === 'typical' || asked.target === 'pooled';
    of('target').value = named ? asked.target : 'own';
    of('target').disabled = !takesTarget;
    of('own-rate').hidden = named || !takesTarget;
    of('rate').value = named ? '' : asked.target;
    of('unit').textContent = '(' + choices.unit + ')';
    picks(asked);
  }

  function picks(asked) {
    of('picks').replaceChildren.apply(of('picks'), choices.areas.map(function (area) {
      var label = document.createElement('label');
      var box = document.createElement('input');
      box.type = 'checkbox';
      box.value = area[0];
      box.checked = asked.areas.includes(area[0]);
      label.append(box, area[1]);
      return label;
    }));
  }

  function paragraphs(id, texts, kind) {
    of(id).replaceChildren.apply(of(id), texts.map(function (words) {
      var p = document.createElement('p');
      p.className = kind;
      p.textContent = words;
      return p;
    }));
  }

  function show(answer) {
    of('answer-heading').textContent = answer.heading;
    of('standfirst').textContent = answer.standfirst;
    of('facts').replaceChildren.apply(of('facts'), answer.facts.flatMap(function (fact) {
      var label = document.createElement('dt'), words = document.createElement('dd');
      label.textContent = fact[0];
      words.textContent = fact[1];
      return [label, words];
    }));
    paragraphs('notes', answer.notes, 'note');
    of('chart-title').textContent = answer.chart.title;
    of('about').textContent = answer.chart.about;
    of('not-drawn').textContent = answer.chart.not_drawn || '';
    // What the engine calls HTML and SVG it has escaped.
    of('wide').innerHTML = answer.chart.wide || '';
    of('narrow').innerHTML = answer.chart.narrow || '';
    of('wide').hidden = of('narrow').hidden = of('svg').disabled = !answer.chart.wide;
    of('unusual').textContent = answer.unusual;
    paragraphs('paragraphs', answer.paragraphs, '');
    of('named').innerHTML = answer.named.join('');
    of('rule-does').textContent = answer.rule ? 'The rule: ' + answer.rule + '.' : '';
    of('areas').innerHTML = answer.areas;
    of('indices').innerHTML = answer.indices;
    of('over-time').innerHTML = answer.over_time || '';
    of('time').hidden = !answer.over_time;
    tools();
    document.title = answer.heading;
    of('answer').hidden = false;
  }

  var turn = 0;
  function render() {
    var own = turn += 1;
    var asked;
    var unmarked;
    var start;
    return Promise.resolve().then(function () {
      return ready();
    }).then(function () {
      asked = question();
      return open(site.treatments.find(function (t) { return t.id === asked.treatment; }));
    }).then(function () {
      return put('choices', { treatment: asked.treatment, way: asked.way });
    }).then(function (found) {
      if (own !== turn) { return null; }
      choices = found;
      // An area of another treatment, or one that is misspelt, is not marked, and that is said.
      unmarked = asked.area && !found.areas.some(function (a) { return a[0] === asked.area; }) ? asked.area : '';
      if (unmarked) { asked.area = ''; }
      start = performance.now();
      return put('answer', asked);
    }).then(function (answer) {
      if (own !== turn) { return; }
      shown = answer;
      history.replaceState(null, '', address(answer.asked));
      fill(answer.asked, answer.takes_target);
      show(answer);
      of('answer').dataset.milliseconds = (performance.now() - start).toFixed(1);
      say(unmarked ? 'No area is marked: these figures have no area ' + unmarked + '.' : '', Boolean(unmarked));
    }).catch(function (error) {
      if (own !== turn) { return; }
      of('answer').hidden = true;
      shown = null;
      say(error.message, true);
    });
  }

  function choose(change) {
    if (!site) { return render(); }
    var base = shown ? shown.asked : question();
    var to = address(Object.assign({}, base, change));
    if (to === location.hash) { return render(); }
    location.hash = to;
  }

  function on(id, change) {
    of(id).addEventListener('change', function (event) { choose(change(event.target.value)); });
  }
  // Periods, areas and limits are those of a treatment.
  on('treatment', function (value) { return { treatment: value, period: null, target: null, areas: [] }; });
  on('way', function (value) { return { way: site.ways.findIndex(function (w) { return w.id === value; }), period: null, target: null }; });
  on('period', function (value) { return { period: value }; });
  on('chart', function (value) { return { chart: value }; });
  on('rule', function (value) { return { rule: value }; });
  on('area', function (value) { return { area: value }; });
  on('only', function (value) { return { areas: value ? value.split(',') : [] }; });
  of('target').addEventListener('change', function (event) {
    var own = event.target.value === 'own';
    of('own-rate').hidden = !own;
    if (own) { of('rate').focus(); } else { choose({ target: event.target.value }); }
  });
  on('rate', function (value) { return { target: value.trim().replace(/,/g, '') }; });
  // Another cut is another page: what was chosen of the last one does not hold.
  function recut() {
    var to = new URLSearchParams();
    if (of('code').value.trim()) { to.set('code', of('code').value.trim()); }
    to.set('level', of('level').value);
    location.hash = to.toString();
  }
  if (served && served.store) {
    of('code-field').hidden = of('level-field').hidden = false;
    options('level', served.levels, served.cut.level);
    of('code').addEventListener('change', recut);
    of('level').addEventListener('change', recut);
  } else {
    // The same cut of other areas; those that were picked or marked are not among them.
    on('level', function (value) {
      var same = shown && site.ways[shown.asked.way].cut;
      var there = function (w) { return w.level === value; };
      var way = site.ways.findIndex(function (w) { return there(w) && w.cut === same; });
      if (way < 0) { way = site.ways.findIndex(there); }
      return { way: way, target: null, areas: [], area: value === site.ways[0].level ? site.highlight : '' };
    });
  }
  of('picked').addEventListener('click', function () {
    var boxes = Array.from(of('picks').querySelectorAll('input:checked'));
    choose({ areas: boxes.map(function (box) { return box.value; }) });
  });
  of('choices').addEventListener('submit', function (event) { event.preventDefault(); });

  function save(name, kind, content) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([content], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }
  function name() {
    return (shown.asked.treatment + '-' + shown.asked.period).replace(/[^A-Za-z0-9]+/g, '-');
  }
  of('csv').addEventListener('click', function () {
    put('csv', shown.asked).then(function (csv) { save(name() + '.csv', 'text/csv', csv); });
  });
  of('study').addEventListener('click', function () {
    put('study', shown.asked).then(function (study) { save('study.toml', 'application/toml', study); });
  });
  of('svg').addEventListener('click', function () { save(name() + '.svg', 'image/svg+xml', shown.chart.wide + '\n'); });
  of('copy').addEventListener('click', function () {
    var done = function () { say('The link is copied.', false); };
    var other = function () { say('The browser did not copy it. The link is the address of this page.', false); };
    if (navigator.clipboard) { navigator.clipboard.writeText(location.href).then(done, other); } else { other(); }
  });

  window.UW_ASK = put;
  say('Starting…', false);
  engine().then(function (found) {
    call = found;
    return served ? null : ask('{"site":' + text + '}');
  }).then(function () {
    if (!window.UW_PLACES) { return null; }
    return unpacked(window.UW_PLACES).then(function (bytes) { return ask('{"places":' + new TextDecoder().decode(bytes) + '}'); });
  }).then(function () {
    of('choices').hidden = false;
    window.addEventListener('hashchange', render);
    return render();
  }).catch(function (error) {
    var refused = typeof WebAssembly === 'undefined' || error instanceof WebAssembly.CompileError || error instanceof EvalError;
    var why = refused ? 'this browser, or the host of the page, does not allow WebAssembly' : error.message;
    say('This page cannot work out figures here (' + why + '). The pages below have the figures of the study, worked out before.', true);
  });
}());
