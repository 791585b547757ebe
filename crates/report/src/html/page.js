
'use strict';
document.querySelectorAll('table.tools').forEach(function (table) {
  var body = table.tBodies[0];
  var all = Array.from(body.rows);
  var free = all.filter(function (row) { return !row.classList.contains('pinned'); });

  var box = document.createElement('p');
  var label = document.createElement('label');
  var input = document.createElement('input');
  var shown = document.createElement('output');
  box.className = 'filter';
  input.type = 'search';
  label.append('Filter by name or code ', input);
  box.append(label, shown);
  var fold = table.closest('details');
  // The box is for all rows, so it stands above the first of them; those give way while it looks through the fold.
  var before = fold ? fold.previousElementSibling : null;
  var rows = before ? (before.classList.contains('first-rows') ? before : null) : null;
  var place = rows || fold || table.parentNode;
  place.parentNode.insertBefore(box, place);
  input.addEventListener('input', function () {
    var wanted = input.value.trim().toLowerCase();
    if (fold ? wanted : '') { fold.open = true; }
    if (rows) { rows.hidden = wanted !== ''; }
    var found = 0;
    all.forEach(function (row) {
      var match = row.cells[0].textContent.toLowerCase().includes(wanted);
      row.hidden = !(match || row.classList.contains('pinned'));
      if (match) { found += 1; }
    });
    shown.textContent = wanted ? found + ' of ' + all.length : '';
  });

  function compare(column, sign) {
    return function (a, b) {
      var x = a.cells[column], y = b.cells[column];
      var gone = x.classList.contains('absent') - y.classList.contains('absent');
      if (gone) { return gone; }
      if (x.dataset.v === undefined) { return sign * x.textContent.localeCompare(y.textContent, 'en-GB'); }
      return sign * (Number(x.dataset.v) - Number(y.dataset.v));
    };
  }
  Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
    var button = document.createElement('button');
    button.type = 'button';
    button.append.apply(button, Array.from(head.childNodes));
    head.append(button);
    button.addEventListener('click', function () {
      var first = head.classList.contains('n') ? 'descending' : 'ascending';
      var other = first === 'ascending' ? 'descending' : 'ascending';
      var order = head.getAttribute('aria-sort') === first ? other : first;
      table.querySelectorAll('th[aria-sort]').forEach(function (th) { th.removeAttribute('aria-sort'); });
      head.setAttribute('aria-sort', order);
      free.sort(compare(column, order === 'ascending' ? 1 : -1)).forEach(function (row) { body.append(row); });
    });
  });
});

// Where a browser keeps folds closed on paper.
addEventListener('beforeprint', function () {
  document.querySelectorAll('details:not([open]):not(.twin):not(.embed)').forEach(function (fold) {
    fold.open = true;
    fold.dataset.shut = '';
  });
});
addEventListener('afterprint', function () {
  document.querySelectorAll('details[data-shut]').forEach(function (fold) {
    fold.open = false;
    delete fold.dataset.shut;
  });
});
