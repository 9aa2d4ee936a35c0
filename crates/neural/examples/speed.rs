//! How fast is the network on this machine? `cargo run --release -p neural --example speed [TEXT [WEIGHTS]]` reads a plain text, a paragraph
//! a line (without one, a few sentences of its own), in one thread, and prints the best of three times. Where the system tells it, time is
//! what this thread had of the processor, so that other programs do not count.

#![allow(clippy::disallowed_methods, reason = "a program of its own, which measures; the room does none of this")]

use neural::Model;
use record::{Document, Sentence, Span, Token};
use std::sync::LazyLock;
use std::time::Instant;

const OWN: &str = "Police in the capital detained at least 40 demonstrators on Monday, the interior ministry said. \
    La policía detuvo el lunes a más de cuarenta manifestantes frente al Congreso, según informó el ministerio del Interior. \
    The two governments signed an agreement on fishing rights after three days of talks in Lisbon, and promised to meet again in June.";
/// Words at least, for a time that can be trusted.
const WORDS: usize = 6_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let text = arguments.next().map_or_else(|| Ok(OWN.to_string()), std::fs::read_to_string)?;
    let weights = std::fs::read(arguments.next().unwrap_or_else(|| "models/base/weights.bin".into()))?;
    let begin = seconds();
    let model = Model::load(&weights)?;
    println!("load              {:>9.0} ms", (seconds() - begin) * 1e3);
    let paragraphs: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_string).collect();
    let mut reports = Vec::new();
    let mut words = 0;
    for paragraphs in paragraphs.chunks(12).cycle() {
        if words >= WORDS {
            break;
        }
        let report = split(&paragraphs.join("\n"));
        words += report.1.iter().map(|sentence| sentence.tokens.len()).sum::<usize>();
        reports.push(report);
    }
    let borrowed: Vec<(&Document, &[Sentence])> = reports.iter().map(|(document, sentences)| (document, &sentences[..])).collect();
    let pieces = time(|| borrowed.iter().map(|(document, sentences)| model.pieces(document, sentences)).sum::<usize>());
    let scores = time(|| model.score_many(&borrowed).len());
    println!("words             {words:>9}  in {} reports, {:.2} pieces a word", scores.0, pieces.0 as f64 / words as f64);
    println!("word pieces alone {:>9.0} words/s", words as f64 / pieces.1);
    println!("everything        {:>9.0} words/s, {:.0} pieces/s", words as f64 / scores.1, pieces.0 as f64 / scores.1);
    Ok(())
}

/// The result, and the shortest of three times in seconds.
fn time(run: impl Fn() -> usize) -> (usize, f64) {
    let times = (0..3).map(|_| {
        let begin = seconds();
        (run(), seconds() - begin)
    });
    times.fold((0, f64::INFINITY), |(_, best), (result, seconds)| (result, best.min(seconds)))
}

fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let own = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = own.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// A rough cut into sentences and words: enough to measure with.
fn split(text: &str) -> (Document, Vec<Sentence>) {
    let (mut sentences, mut tokens, mut after_space) = (Vec::new(), Vec::<Token>::new(), true);
    let mut begin = 0;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        if letter.is_alphanumeric()
            && tokens.last().is_some_and(|last| last.span.end == at && text[last.span.start..].starts_with(char::is_alphanumeric))
        {
            if let Some(last) = tokens.last_mut() {
                last.span.end = end;
            }
        } else if !letter.is_whitespace() {
            tokens.push(Token { span: Span::new(at, end), form: None, space_before: after_space, continues: false });
        }
        after_space = letter.is_whitespace();
        if !tokens.is_empty() && (letter == '\n' || end == text.len() || matches!(letter, '.' | '?' | '!') && text[end..].starts_with(' '))
        {
            sentences.push(Sentence { block: 0, span: Span::new(begin, end), tokens: std::mem::take(&mut tokens) });
            begin = end;
        }
    }
    (Document { text: text.to_string(), ..Document::default() }, sentences)
}
