//! Examples at the end of the help of each subcommand.

pub(super) const DEMO: &str = "Examples:
  unwarranted demo                         write ./unwarranted-demo and its report
  unwarranted demo --out /tmp/d --seed 7   another folder, another synthetic health service";
pub(super) const REPORT: &str = "Examples:
  unwarranted report subicb-glutenfree.csv --out gluten --period 2025-12 \\
      --title 'Gluten-free foods' --unit 'pounds per 1,000 registered patients' \\
      --areas 'sub-ICB locations' --names area-names.csv
  unwarranted report ccg-dementia.csv --denominator dementia_register --by fy --out dementia
  unwarranted report --store store --bnf 0501 --level ccg --out antibiotics";
pub(super) const INDICES: &str = "Examples:
  unwarranted indices subicb-saba.csv --kind share --by year
  unwarranted indices ccg-dementia.csv --denominator dementia_register --by all --format json
  unwarranted indices data.csv --repeat-factor 6 --replicates 9999 --seed 1
  unwarranted indices data.csv --group icb --rank-by imd_score
  unwarranted indices data.csv --atkinson 0.25,3 --jackknife
  unwarranted indices strata.csv --standardise indirect
  unwarranted indices --store store --bnf 0501 --standardise indirect --reference england.csv
  unwarranted indices practices.csv --area ccg --within practice
  unwarranted indices --store store --bnf 0501 --level ccg --format csv > indices.csv";
pub(super) const OUTLIERS: &str = "Examples:
  unwarranted outliers ccg-dementia.csv --denominator dementia_register --period 2018/19
  unwarranted outliers data.csv --rule negative-binomial --control fwer:0.05
  unwarranted outliers data.csv --format csv | grep high-99.8";
pub(super) const RATES: &str = "Examples:
  unwarranted rates ccg-statin-intensity-with-percentile.csv --period 2018-07
  unwarranted rates data.csv --per 1000 --confidence 0.95,0.998 --interval exact --format json
  unwarranted rates strata.csv --standardise direct --per 100000
  unwarranted rates strata.csv --weights star-pu.json --weights-set statins_cost
  unwarranted rates --store store --bnf 0501 --weights star-pu.json --weights-set oral_antibacterials_item
  unwarranted rates data.csv --inequality --rank-by imd_score";
pub(super) const SMOOTH: &str = "Examples:
  unwarranted smooth ccg-dementia.csv --denominator dementia_register --period 2018/19
  unwarranted smooth data.csv --method log-normal --exceed 1.25 --format csv";
pub(super) const DOWNLOAD: &str = "Examples:
  unwarranted download epd --list
  unwarranted download epd --from 2019-01 --to 2019-12 --into downloads
  unwarranted download epd --from 2025-03 --into downloads --keep-zip
  unwarranted ingest downloads/*.csv --store store

Run the same command again to resume an interrupted download. It skips files that are already there and keeps both
versions of a file that was published again. HTTPS_PROXY and NO_PROXY are honoured; SSL_CERT_FILE names certificates
to trust instead of the bundled ones.";
pub(super) const INGEST: &str = "Examples:
  unwarranted ingest EPD_201709.csv gp-reg-pat-prac-quin-age.csv --store store
  unwarranted ingest downloads --store store                    every file of a folder
  unwarranted ingest EPD_202003.csv --store store --max-rejects 2.5";
pub(super) const STORE: &str = "Examples:
  unwarranted store store
  unwarranted store store --format csv > contents.csv
  unwarranted store check store";
pub(super) const SIMULATE: &str = "Examples:
  unwarranted simulate --rows 6000000 --out SYNTHETIC_EPD_201906.csv      about 1.6 GB, 7,000 practices
  unwarranted simulate --layout dpi --rows 50000 --practices 80 --seed 7 --out dpi_201906.csv";
pub(super) const LIST: &str = "Examples:
  unwarranted list indices
  unwarranted list formats";
pub(super) const COMPLETIONS: &str = "Examples:
  unwarranted completions bash > ~/.local/share/bash-completion/completions/unwarranted
  unwarranted completions zsh > ~/.zfunc/_unwarranted";
