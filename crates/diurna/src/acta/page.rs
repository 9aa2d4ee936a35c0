//! A report as one self-contained page: no script, no address outside, every word of the article escaped; light, dark and on paper.

use super::show::{evidence, rows};
use std::fmt::Write;
use store::Shown;

/// The look: the reader's own fonts and sizes, enough contrast in both lights, evidence underlined so that colour alone says nothing.
const STYLE: &str = "
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --faint: #565656; --mark: #fff3bf; --line: #767676; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #ececec; --faint: #b4b4b4; --mark: #4a4210; --line: #8a8a8a; } }
body { margin: 2rem auto; padding: 0 1rem; max-width: 46rem; background: var(--paper); color: var(--ink); font: 1rem/1.6 Georgia, 'Times New Roman', serif; }
h1 { font-size: 1.5rem; line-height: 1.3; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: .25rem; }
.head { color: var(--faint); } .text { white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: var(--mark); color: inherit; border-bottom: 2px solid var(--line); } mark sup a { color: inherit; }
sup { line-height: 0; font-size: .7em; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .15rem .6rem .15rem 0; }
th { font-weight: normal; color: var(--faint); width: 7rem; } q { font-style: italic; } code { overflow-wrap: anywhere; font-size: .85em; }
a:focus-visible { outline: 3px solid; outline-offset: 2px; }
@media print { :root { --paper: #fff; --ink: #000; --faint: #333; --mark: #fff; --line: #000; } body { margin: 0; max-width: none; } article { break-after: page; } h3, table { break-inside: avoid; } }
";

/// The page of these reports.
pub fn page(shown: &[Shown]) -> String {
    let first = shown.first().map(|s| &s.record.document);
    let language = first.and_then(|d| d.language.as_deref()).unwrap_or("en");
    let title = first.map_or("report", |d| d.title.as_deref().unwrap_or(&d.id));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escaped(language),
        escaped(title)
    );
    for (n, report) in shown.iter().enumerate() {
        article(&mut page, n, report);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn article(page: &mut String, nth: usize, shown: &Shown) {
    let d = &shown.record.document;
    let _ = writeln!(page, "<article aria-labelledby=\"r{nth}\">\n<h1 id=\"r{nth}\">{}</h1>", escaped(d.title.as_deref().unwrap_or(&d.id)));
    let mut head: Vec<String> = Vec::new();
    head.extend(d.publisher.as_deref().map(escaped));
    head.extend(d.byline.as_deref().map(escaped));
    head.push(d.published.as_deref().map_or_else(|| "undated".into(), |day| format!("<time datetime=\"{0}\">{0}</time>", escaped(day))));
    // An address is shown, never linked: it may be any word of the input.
    head.extend(d.url.as_deref().map(escaped));
    let _ = writeln!(
        page,
        "<p class=\"head\">{}<br>report <code>{}</code>, SHA-256 <code>{}</code></p>",
        head.join(" · "),
        escaped(&d.id),
        escaped(&shown.hash)
    );
    if let Some(redacted) = &shown.redacted {
        let _ = writeln!(page, "<p class=\"head\">redacted {}: what was removed cannot be shown</p>", escaped(redacted));
    }
    let language = d.language.as_deref().map(|l| format!(" lang=\"{}\"", escaped(l))).unwrap_or_default();
    let _ = write!(page, "<div class=\"text\"{language}>");
    let text: Vec<char> = d.text.chars().collect();
    let slice = |from: usize, to: usize| escaped(&text.get(from..to).unwrap_or(&[]).iter().collect::<String>());
    let mut at = 0;
    for (start, end, serves) in evidence(&shown.record, &shown.events) {
        let links: Vec<String> = serves.iter().map(|n| format!("<a href=\"#r{nth}e{n}\" aria-label=\"event {n}\">{n}</a>")).collect();
        let _ = write!(page, "{}<mark>{}<sup>{}</sup></mark>", slice(at, start), slice(start, end), links.join(","));
        at = end;
    }
    let _ = writeln!(page, "{}</div>\n<h2>Events</h2>", slice(at, text.len()));
    if shown.record.events.is_empty() {
        page.push_str("<p>no political event</p>\n");
    }
    for (n, e) in shown.record.events.iter().enumerate().filter(|(_, e)| shown.events.contains(&e.id)) {
        let number = n + 1;
        let kind = e.mode.iter().fold(e.event.clone(), |k, m| k + " " + m);
        let _ = writeln!(
            page,
            "<section aria-labelledby=\"r{nth}e{number}\">\n<h3 id=\"r{nth}e{number}\">{number}. {} <q>{}</q></h3>\n<p class=\"head\">{}, confidence {:.2}, <code>{}</code></p>\n<table>",
            escaped(&kind),
            escaped(&e.anchor.text),
            escaped(&e.status),
            e.confidence,
            escaped(&e.id)
        );
        for (name, value, words) in rows(e) {
            let _ = writeln!(
                page,
                "<tr><th scope=\"row\">{}</th><td>{}</td><td><q>{}</q></td></tr>",
                escaped(&name),
                escaped(&value),
                escaped(&words)
            );
        }
        page.push_str("</table>\n</section>\n");
    }
    page.push_str("</article>\n");
}

/// Text that a page shows as it is; characters that would turn the reading direction are shown as boxes by none and left out.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(c),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => safe.push('\u{FFFD}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_of_an_article_acts() {
        assert_eq!(
            escaped("<script>alert('x')</script> & \"y\"\u{1b}[0m\u{202e}"),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;\u{fffd}[0m"
        );
    }
}
