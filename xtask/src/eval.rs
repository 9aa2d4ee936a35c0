//! Every figure of quality, by the scorers of the shared folder; the house's own floors.

use crate::{output, program, root, scratch, shared, today};
use anyhow::Context;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Figures that may not fall: set, figure, floor. Raised when a change lifts them.
const FLOORS: [(&str, &str, f64); 15] = [
    ("gold dev", "type", 0.70),
    ("gold dev", "coded", 0.24),
    ("gold dev", "record", 0.49),
    ("gold dev_es", "type", 0.70),
    ("plv", "best macro", 0.58),
    ("times meantime", "value F1", 0.43),
    ("times meantime annotated", "value F1", 0.80),
    ("places lgl", "end-to-end", 0.61),
    ("times phrases_es", "type and value", 0.84),
    ("places geovirus", "end-to-end", 0.77),
    ("attribution polnear", "said F1", 0.57),
    ("pages", "body F1", 0.93),
    ("pages", "date F1", 0.945),
    ("syntax en_pud raw", "LAS", 86.0),
    ("incidents ecb", "pairs F1", 0.45),
];

/// MEANTIME annotates the headline, the date below it and four sentences; what stands below is of no set.
const MEANTIME_LINES: usize = 6;

/// One figure of one set.
struct Figure {
    set: &'static str,
    name: String,
    value: f64,
}

/// Measures everything, prints it, and tells whether all floors hold.
pub fn run(record: bool) -> anyhow::Result<bool> {
    let bench = Bench { program: program()?, shared: shared()?, scratch: scratch("eval")? };
    let mut figures = Vec::new();
    figures.extend(bench.gold("gold dev", "dev.jsonl")?);
    figures.extend(bench.gold("gold dev_es", "dev_es.jsonl")?);
    figures.extend(bench.parties("parties of gold dev", "dev.jsonl")?);
    figures.extend(bench.coreference("coreference gap test", "gap", "gap/gap-test.tsv.zst")?);
    figures.extend(bench.coreference("coreference gum test", "gum", "gum_open/gum_open-test.conllu.zst")?);
    figures.extend(bench.plv()?);
    figures.extend(bench.mentions("times meantime", "time", "time/meantime.jsonl", usize::MAX)?);
    figures.extend(bench.mentions("times meantime annotated", "time", "time/meantime.jsonl", MEANTIME_LINES)?);
    figures.extend(bench.phrases("times phrases_en", "en")?);
    figures.extend(bench.phrases("times phrases_es", "es")?);
    figures.extend(bench.mentions("places lgl", "place", "place/lgl.jsonl", usize::MAX)?);
    figures.extend(bench.mentions("places geovirus", "place", "place/geovirus.jsonl", usize::MAX)?);
    figures.extend(bench.attribution()?);
    figures.extend(bench.pages()?);
    figures.extend(bench.incidents()?);
    figures.extend(bench.syntax()?);
    let mut held = true;
    for (set, name, floor) in FLOORS {
        let figure = figures.iter().find(|f| f.set == set && f.name == name);
        let value = figure.with_context(|| format!("{set}: the scorer gave no {name}"))?.value;
        if value < floor {
            println!("BELOW ITS FLOOR  {set} {name} {value} < {floor}");
            held = false;
        }
    }
    if record {
        let mut rows = String::new();
        let commit = output(Command::new("git").args(["rev-parse", "--short", "HEAD"]))?;
        for f in &figures {
            let _ = writeln!(rows, "{},{},{},{},{}", today()?, commit.trim(), f.set, f.name, f.value);
        }
        let path = root().join("gold/scores.csv");
        let new = !path.exists();
        let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
        if new {
            writeln!(file, "date,commit,set,figure,value")?;
        }
        file.write_all(rows.as_bytes())?;
    }
    Ok(held)
}

struct Bench {
    program: PathBuf,
    shared: PathBuf,
    scratch: PathBuf,
}

impl Bench {
    /// Codes a file of reports and gives the path of what was written.
    fn code(&self, input: &Path, format: &str) -> anyhow::Result<PathBuf> {
        let name = input.file_name().unwrap_or_default().to_string_lossy();
        let written = self.scratch.join(format!("{name}.{format}.jsonl"));
        output(Command::new(&self.program).arg("code").arg(input).args(["--format", format, "--progress", "never", "-o"]).arg(&written))?;
        Ok(written)
    }

    /// The `id`, `published`, `url` and `text` of a set, without its gold.
    fn reports(&self, gold: &Path) -> anyhow::Result<PathBuf> {
        self.first_lines(gold, usize::MAX)
    }

    /// The same, with so many lines of each text.
    fn first_lines(&self, gold: &Path, most: usize) -> anyhow::Result<PathBuf> {
        let mut lines = String::new();
        for line in fs::read_to_string(gold)?.lines() {
            let report: serde_json::Value = serde_json::from_str(line)?;
            let mut kept = serde_json::Map::new();
            for field in ["id", "published", "url", "text"] {
                if let Some(value) = report[field].as_str().filter(|v| !v.is_empty()) {
                    let value: String = value.split_inclusive('\n').take(most).collect();
                    kept.insert(field.into(), value.into());
                }
            }
            let _ = writeln!(lines, "{}", serde_json::Value::Object(kept));
        }
        let path = self.scratch.join(gold.file_name().unwrap_or_default());
        fs::write(&path, lines)?;
        Ok(path)
    }

    fn score(&self, script: &str, arguments: &[&Path]) -> anyhow::Result<String> {
        let printed = output(Command::new("python3").arg(self.shared.join(script)).args(arguments))?;
        print!("{printed}");
        Ok(printed)
    }

    fn gold(&self, set: &'static str, file: &str) -> anyhow::Result<Vec<Figure>> {
        println!("── {set}");
        let gold = self.shared.join("gold").join(file);
        let events = self.code(&self.reports(&gold)?, "events")?;
        let printed = self.score("gold/score.py", &[&gold, &events])?;
        // `type               F1 0.612  P 0.640  R 0.587` or `swapped            0.031`
        let lines = printed.lines().skip(1).filter_map(|line| {
            let (name, rest) = (line.get(..18)?.trim(), line.get(18..)?);
            let value = rest.trim().trim_start_matches("F1").split_whitespace().next()?.parse().ok()?;
            Some(Figure { set, name: name.to_owned(), value })
        });
        Ok(lines.collect())
    }

    fn plv(&self) -> anyhow::Result<Vec<Figure>> {
        println!("── plv");
        let gold = self.shared.join("evaluation/plv/PLV_train.tsv");
        let sentences = self.scratch.join("plv.jsonl");
        self.score("evaluation/score_plv.py", &[Path::new("dump"), &gold, &sentences])?;
        let events = self.code(&sentences, "events")?;
        let printed = self.score("evaluation/score_plv.py", &[Path::new("score"), &gold, &events])?;
        Ok(printed
            .lines()
            .filter_map(|line| Some((line.split_whitespace().next()?, line.rsplit_once("macro F1 ")?.1)))
            .filter_map(|(name, value)| Some(Figure { set: "plv", name: format!("{name} macro"), value: value.trim().parse().ok()? }))
            .collect())
    }

    /// Times or places, in the first `lines` of each report.
    fn mentions(&self, set: &'static str, kind: &str, file: &str, lines: usize) -> anyhow::Result<Vec<Figure>> {
        println!("── {set}");
        let gold = self.shared.join("evaluation").join(file);
        let records = self.code(&self.first_lines(&gold, lines)?, "records")?;
        let printed = self.score("evaluation/score_mentions.py", &[Path::new(kind), &gold, &records])?;
        let named = [
            ("value F1 ", "value F1"),
            ("strict F1 ", "strict F1"),
            ("acc@161km ", "end-to-end"),
            ("finding precision ", "finding precision"),
        ];
        Ok(named.into_iter().filter_map(|(mark, name)| figure(set, name, printed.split(mark).nth(1)?)).collect())
    }

    /// Written times, each in a sentence that says nothing else of time.
    fn phrases(&self, set: &'static str, language: &str) -> anyhow::Result<Vec<Figure>> {
        println!("── {set}");
        let script = root().join("bench/phrases.py");
        let gold = self.shared.join(format!("evaluation/time/phrases_{language}.tsv"));
        let printed = output(Command::new("python3").arg(script).arg(&self.program).arg(gold).arg(language))?;
        print!("{printed}");
        Ok(printed.split("value right ").nth(1).and_then(|rest| figure(set, "type and value", rest)).into_iter().collect())
    }

    /// Country and sector of parties, given their gold words.
    fn parties(&self, set: &'static str, file: &str) -> anyhow::Result<Vec<Figure>> {
        println!("── {set}");
        let gold = self.shared.join("gold").join(file);
        let records = self.code(&self.reports(&gold)?, "records")?;
        let printed = output(Command::new("python3").arg(root().join("bench/parties.py")).arg(&gold).arg(records))?;
        print!("{printed}");
        let line = |line: &str| Some((line.split_whitespace().next()?.to_owned(), line.split("code ").nth(1)?.trim().parse().ok()?));
        Ok(printed.lines().filter_map(line).map(|(class, value)| Figure { set, name: format!("{class} code"), value }).collect())
    }

    /// Names and pronouns that are one party, on sets whose texts are not of our kind.
    fn coreference(&self, set: &'static str, kind: &str, file: &str) -> anyhow::Result<Vec<Figure>> {
        println!("── {set}");
        let gold = self.shared.join("data/language").join(file);
        let printed = output(Command::new("python3").arg(root().join("bench/coreference.py")).arg(kind).arg(&self.program).arg(gold))?;
        print!("{printed}");
        let line = |line: &str| {
            let class = line.split_whitespace().nth(1)?;
            figure(set, &format!("{class} F1"), line.split(" F1 ").nth(1)?)
        };
        Ok(printed.lines().filter_map(line).collect())
    }

    fn attribution(&self) -> anyhow::Result<Vec<Figure>> {
        println!("── attribution polnear");
        let gold = self.shared.join("evaluation/attribution/polnear_dev.jsonl");
        let records = self.code(&self.reports(&gold)?, "records")?;
        let printed = self.score("evaluation/score_attribution.py", &[&gold, &records])?;
        Ok(printed.split("said    F1 ").nth(1).and_then(|rest| figure("attribution polnear", "said F1", rest)).into_iter().collect())
    }

    fn pages(&self) -> anyhow::Result<Vec<Figure>> {
        println!("── pages");
        let folder = self.scratch.join("pages");
        fs::create_dir_all(&folder)?;
        let archive = self.shared.join("evaluation/pages/pages.tar.zst");
        output(Command::new("tar").args(["--zstd", "-xf"]).arg(&archive).arg("-C").arg(&folder))?;
        let records = self.scratch.join("pages.read.jsonl");
        // Pages that cannot be read are told on standard error and count as missing: exit code 1 is no failure here.
        let status = Command::new(&self.program)
            .arg("read")
            .arg(&folder)
            .args(["--progress", "never", "--format", "json", "-o"])
            .arg(&records)
            .status()?;
        anyhow::ensure!(matches!(status.code(), Some(0 | 1)), "diurna read: {status}");
        let printed = self.score("evaluation/score_pages.py", &[&self.shared.join("evaluation/pages/pages.jsonl"), &records])?;
        let named = [("body F1 ", "body F1"), ("date F1 ", "date F1")];
        Ok(named.into_iter().filter_map(|(mark, name)| figure("pages", name, printed.split(mark).nth(1)?)).collect())
    }

    /// Links between reports: every act that a report tells, coded or not, with its incident.
    fn incidents(&self) -> anyhow::Result<Vec<Figure>> {
        println!("── incidents ecb");
        let gold = self.shared.join("evaluation/incident/ecb_dev.jsonl");
        let reports = self.reports(&gold)?;
        let (store, acts) = (self.scratch.join("incidents.db"), self.scratch.join("acts.jsonl"));
        if store.exists() {
            fs::remove_file(&store)?;
        }
        output(Command::new(&self.program).args(["add", "--progress", "never", "--store"]).arg(&store).arg(&reports))?;
        output(Command::new(&self.program).args(["link", "--store"]).arg(&store).arg("--acts").arg(&acts))?;
        let printed = self.score("evaluation/score_incident.py", &[&gold, &acts])?;
        let named = [("pairs  F1 ", "pairs F1"), ("story  F1 ", "story F1")];
        Ok(named.into_iter().filter_map(|(mark, name)| figure("incidents ecb", name, printed.split(mark).nth(1)?)).collect())
    }

    /// Trees from raw text, by the definitions of the `CoNLL` shared task of 2018.
    fn syntax(&self) -> anyhow::Result<Vec<Figure>> {
        let mut figures = Vec::new();
        for (set, language, file) in [
            ("syntax en_pud raw", "en", "ud_en_pud/en_pud-ud-test.conllu.zst"),
            ("syntax es_pud raw", "es", "ud_es_pud/es_pud-ud-test.conllu.zst"),
        ] {
            println!("── {set}");
            let gold = self.shared.join("data/language").join(file);
            let raw = output(Command::new("python3").args(["bench/syntax.py", "raw"]).arg(&gold))?;
            let mut reports = String::new();
            for (n, text) in raw.split('\u{c}').map(str::trim).filter(|t| !t.is_empty()).enumerate() {
                let _ = writeln!(reports, "{}", serde_json::json!({ "id": n.to_string(), "text": text, "language": language }));
            }
            let (input, trees) = (self.scratch.join(format!("{language}.jsonl")), self.scratch.join(format!("{language}.conllu")));
            fs::write(&input, reports)?;
            output(
                Command::new(&self.program).arg("parse").arg(&input).args(["--lang", language, "--progress", "never", "-o"]).arg(&trees),
            )?;
            let printed = output(Command::new("python3").args(["bench/syntax.py", "score"]).arg(&gold).arg(&trees))?;
            print!("{printed}");
            figures.extend(printed.split("las ").nth(1).and_then(|rest| figure(set, "LAS", rest)));
        }
        Ok(figures)
    }
}

/// The number at the start of `rest`.
fn figure(set: &'static str, name: &str, rest: &str) -> Option<Figure> {
    let value = rest.split_whitespace().next()?.parse().ok()?;
    Some(Figure { set, name: name.to_owned(), value })
}
