//! When was this page published?
//!
//! The page's own data are asked in the order of how seldom they lie: the article object of JSON-LD, `meta` fields, the address, then the dates
//! marked up or visible on the page, by where they stand, then what its scripts say, then the day of the last change.

use super::meta::Meta;
use super::names::{self, Sense};
use super::outline::Outline;
use super::written;
use crate::day::{self, Day};
use record::Date;

/// The days of a page.
#[derive(Debug, Default)]
pub struct Days {
    pub published: Option<(Date, &'static str)>,
    pub modified: Option<Date>,
}

/// Pages are not older than the web, and clocks of publishers err.
const YEARS: std::ops::Range<i16> = 1993..2100;

/// The `meta` fields that bear the day of publication, the surest first; marks in their names aside.
const PUBLISHED: [&str; 29] = [
    "articlepublishedtime",
    "ogpublishedtime",
    "ogarticlepublishedtime",
    "datepublished",
    "parselypubdate",
    "sailthrudate",
    "articlepublished",
    "cxenseparserecspublishtime",
    "cxenseparsearticlepublishedtime",
    "dcdateissued",
    "dctermsissued",
    "dcdatepublished",
    "publishdate",
    "publisheddate",
    "publicationdate",
    "pubdate",
    "articlepublicationdate",
    "articledateoriginal",
    "originalpublicationdate",
    "originalpublishdate",
    "rnewsdatepublished",
    "releasedate",
    "daterelease",
    "displaydate",
    "vrpublishedtime",
    "bepresscitationdate",
    "citationpublicationdate",
    "citationonlinedate",
    "citationdate",
];

/// Fields that mostly bear it, but on some sites the day of the last change.
const DATED: [&str; 15] = [
    "dctermscreated",
    "dcdatecreated",
    "dcdate",
    "dctermsdate",
    "dcdateavailable",
    "date",
    "timestamp",
    "ptime",
    "created",
    "datecreated",
    "articlecreated",
    "contentdate",
    "newsdate",
    "fecha",
    "publishtime",
];

/// The fields that bear the day of the last change.
const MODIFIED: [&str; 12] = [
    "articlemodifiedtime",
    "ogupdatedtime",
    "ogmodifiedtime",
    "datemodified",
    "dcdatemodified",
    "dctermsmodified",
    "lastmodified",
    "lastmod",
    "modified",
    "modificationdate",
    "revised",
    "dateupdate",
];

/// Keys of the data in a page's scripts.
const KEYS: [&str; 9] = [
    "datePublished",
    "publishedAt",
    "published_at",
    "publishDate",
    "publicationDate",
    "firstPublished",
    "datetime_published",
    "pubDate",
    "publish_date",
];

/// The days that a page gives.
pub fn find(page: &Outline, meta: &Meta, html: &str) -> Days {
    let language = meta.language.as_deref().filter(|_| !meta.day_first);
    let visible = visible(page, meta);
    let modified = said(meta, "dateModified")
        .map(|(date, _)| date)
        .or_else(|| field(meta, &MODIFIED, language).map(|(date, _)| date))
        .or(visible.modified);
    let address = meta.url.as_deref().and_then(address_day);
    let shown = visible.published;
    let published = told(meta, address, shown, language)
        .or_else(|| address.map(|date| (date, "url")))
        .or_else(|| shown.filter(|(_, score)| *score >= SURE || modified.is_none()).map(|(date, _)| (date, "visible")))
        .or_else(|| scripted(html).map(|date| (date, "script")))
        .or_else(|| {
            let made = said(meta, "dateCreated").or_else(|| said(meta, "uploadDate")).map(|(date, _)| date);
            made.or(modified).map(|date| (date, "modified"))
        })
        .or_else(|| shown.map(|(date, _)| (date, "visible")));
    Days { published, modified }
}

/// The day that the page's data tell, unless the page itself contradicts them.
fn told(meta: &Meta, address: Option<Date>, shown: Option<(Date, i32)>, language: Option<&str>) -> Option<(Date, &'static str)> {
    let linked = said(meta, "datePublished");
    let field_day = field(meta, &PUBLISHED, language);
    let vague = field(meta, &DATED, language);
    let sure = shown.filter(|(_, score)| *score >= SURE);
    let Some((date, universal)) = linked.or(field_day) else {
        // a field that may be of the last change gives way to an earlier day on the page, or to one that is marked well
        let (date, universal) = vague?;
        return Some(match sure {
            Some((other, score)) if other < date || score > SURE + 1 || is_swapped(date, other) => (other, "visible"),
            _ if universal => (local(date, address, shown), "meta"),
            _ => (date, "meta"),
        });
    };
    // two statements against one
    if let (Some((linked, _)), Some((other, score))) = (linked, shown)
        && other != linked
        && score >= LEAST + 2
        && (field_day.or(vague)).is_some_and(|(field, _)| field == other)
    {
        return Some((other, "meta"));
    }
    // the address was made with the report; some sites renew the day in their data
    if let Some(address) = address.filter(|address| *address < date && days_between(*address, date) > RENEWED) {
        return Some((address, "url"));
    }
    let basis = if linked.is_some() { "json-ld" } else { "meta" };
    Some((if universal { local(date, address, shown) } else { date }, basis))
}

/// `11/01/2031` may be of January or of November.
fn is_swapped(date: Date, other: Date) -> bool {
    date.year() == other.year() && (date.month(), date.day()) == (other.day(), other.month())
}

/// An address this many days older than the page's data has the first day of the report.
const RENEWED: i32 = 45;

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// A universal time may be of another day than the publisher's: then the address or the visible date, a day apart, tell the publisher's.
fn local(date: Date, address: Option<Date>, shown: Option<(Date, i32)>) -> Date {
    let near = |other: Date| [date.tomorrow().ok(), date.yesterday().ok()].contains(&Some(other));
    if let Some(address) = address {
        return if near(address) { address } else { date };
    }
    shown.filter(|(other, score)| *score >= SURE && near(*other)).map_or(date, |(other, _)| other)
}

/// A date of the article object, and whether it is a universal time.
fn said(meta: &Meta, name: &str) -> Option<(Date, bool)> {
    meta.articles.iter().find_map(|article| stamped(article.get(name)?.as_str()?, None))
}

fn field(meta: &Meta, names: &[&str], language: Option<&str>) -> Option<(Date, bool)> {
    names.iter().find_map(|wanted| {
        let named = |name: &str| name.chars().filter(|mark| mark.is_alphanumeric()).eq(wanted.chars());
        meta.fields.iter().filter(|(name, _)| named(name)).find_map(|(_, value)| stamped(value, language))
    })
}

fn stamped(text: &str, language: Option<&str>) -> Option<(Date, bool)> {
    let text = text.trim();
    if text.len() > 200 {
        return None;
    }
    let universal = text.contains('T') && (text.ends_with(['Z', 'z']) || text.ends_with("+00:00") || text.ends_with("+0000"));
    let date = day::read(text, language).known().or_else(|| written::day(text, language));
    date.filter(|date| YEARS.contains(&date.year())).map(|date| (date, universal))
}

/// `/2023/02/01/`, `/2023-02-01-`, `/20230201`, `/01-02-2023` in an address; the address in an archive's.
pub fn address_day(url: &str) -> Option<Date> {
    let url = match url.split_once("/web/") {
        Some((archive, rest)) if archive.contains("archive") => rest.split_once('/').map_or("", |(_, address)| address),
        _ => url,
    };
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    for (at, _) in path.char_indices().filter(|(_, mark)| mark.is_ascii_digit()) {
        if path.get(..at).and_then(|before| before.chars().next_back()).is_some_and(|mark| mark.is_ascii_digit()) {
            continue;
        }
        let Some(rest) = path.get(at..) else { continue };
        let head: String = rest.chars().take_while(|mark| mark.is_ascii_digit() || matches!(mark, '/' | '-' | '_')).take(12).collect();
        let head = head.replace('_', "-");
        let head = head.trim_end_matches(['/', '-']);
        // `/2031/10/3-questions` is a month and a title
        let folders = rest.get(4..5) == Some("/");
        let ends = rest.get(head.len()..).is_none_or(|after| !after.starts_with('-')) || head.len() == 10;
        if folders && !ends {
            continue;
        }
        let found = match day::iso(rest) {
            Day::Known(date) => Some(date),
            _ => day::iso(head)
                .known()
                .or_else(|| if head.len() == 10 && head.as_bytes().get(2) == Some(&b'-') { written::day(head, None) } else { None }),
        };
        if let Some(date) = found.filter(|date| YEARS.contains(&date.year())) {
            return Some(date);
        }
    }
    None
}

/// A visible date with this score surely is the page's own.
const SURE: i32 = 4;

/// Below it, a visible date may be of anything.
const LEAST: i32 = 1;

/// The dates that the page shows: the likeliest of publication with its score, and the one said to be of the last change.
#[derive(Default)]
struct Visible {
    published: Option<(Date, i32)>,
    modified: Option<Date>,
}

/// The likeliest date on the page, by what its element is called, where it stands and what stands beside it.
fn visible(page: &Outline, meta: &Meta) -> Visible {
    let language = meta.language.as_deref().filter(|_| !meta.day_first);
    let headline = headline(page, meta);
    let mut found = Visible::default();
    for (index, node) in page.nodes.iter().enumerate() {
        let (date, marked) = match &node.stamp {
            Some((stamp, published)) => (stamped(stamp, language).map(|(date, _)| date), 3 + i32::from(*published) * 2),
            None if node.tag.is_empty() => (readable(&node.text, language), 0),
            None => (in_pieces(page, index, language), 0),
        };
        let Some(date) = date else { continue };
        if node.tag.is_empty() && found.modified.is_none() && is_last_change(&node.text) {
            found.modified = Some(date);
        }
        let score = marked + around(page, index, headline) + place(index, headline) + beside(page, index);
        if score >= LEAST && found.published.is_none_or(|(_, most)| score > most) {
            found.published = Some((date, score));
        }
    }
    found
}

/// Whether the words say that the page was last changed then.
fn is_last_change(words: &str) -> bool {
    let words = words.to_lowercase();
    ["last modified", "last edited", "last updated", "zuletzt", "última edición", "última modificación", "última actualización", "dernière m"]
        .iter()
        .any(|label| words.contains(label))
}

/// A date whose day, month and year are elements of their own, in a small element named for it or in a short paragraph.
fn in_pieces(page: &Outline, index: usize, language: Option<&str>) -> Option<Date> {
    let end = page.end(index);
    let is_small = (index + 3..=index + 14).contains(&end);
    let named = |index: usize| {
        page.nodes.get(index).is_some_and(|node| node.names.iter().flatten().any(|name| DATE_NAMES.iter().any(|word| name.contains(word))))
    };
    if !is_small || !(named(index) || page.nodes.get(index).is_some_and(|node| node.block == index)) {
        return None;
    }
    let texts = page.nodes.get(index..end)?.iter().filter(|node| node.text.bytes().any(|byte| byte.is_ascii_alphanumeric()));
    if texts.clone().count() < 2 || texts.clone().any(|node| node.text.len() > MOST_PIECE || readable(&node.text, language).is_some()) {
        return None;
    }
    readable(&page.words(index), language)
}

/// The longest piece of a date in pieces, in bytes.
const MOST_PIECE: usize = 40;

/// What elements that hold a date are called.
const DATE_NAMES: [&str; 6] = ["date", "datum", "fecha", "publi", "time", "posted"];

fn readable(text: &str, language: Option<&str>) -> Option<Date> {
    let text = text.trim_start();
    let head = match text.char_indices().nth(MOST_DATE) {
        Some((end, _)) => text.char_indices().nth(HEAD).and_then(|(head, _)| text.get(..head.min(end))).unwrap_or(text),
        None => text,
    };
    let dated = head.len() >= 6 && head.bytes().filter(u8::is_ascii_digit).count() >= 3;
    if dated { written::day(head, language) } else { None }.filter(|date| YEARS.contains(&date.year()))
}

/// The longest run of text that is looked through for a date; of a longer one the first [`HEAD`] characters are.
const MOST_DATE: usize = 160;

/// A paragraph may begin with its day.
const HEAD: usize = 40;

/// The index of the headline: the first heading that the title begins with or that begins the title, else the first `h1`.
fn headline(page: &Outline, meta: &Meta) -> Option<usize> {
    let title = meta.title.as_deref().unwrap_or("");
    let is_heading = |index: &usize| matches!(page.tag(*index), "h1" | "h2" | "h3" | "h4");
    let named = (0..page.nodes.len()).filter(is_heading).take(MOST_HEADINGS).find(|index| {
        let words = page.words(*index);
        words.chars().count() >= LEAST_HEADING && (title.starts_with(&words) || (!title.is_empty() && words.starts_with(title)))
    });
    named.or_else(|| (0..page.nodes.len()).find(|index| page.tag(*index) == "h1"))
}

/// So many headings are compared with the title.
const MOST_HEADINGS: usize = 60;

/// A shorter heading is the name of the site or of a section.
const LEAST_HEADING: usize = 8;

/// What the elements around say, up to the one that holds the headline or most of the page: what is said of that is said of the report too.
fn around(page: &Outline, index: usize, headline: Option<usize>) -> i32 {
    let mut score = 0;
    let mut at = index;
    for _ in 0..12 {
        let Some(node) = page.nodes.get(at) else { break };
        let holds_headline = headline.is_some_and(|headline| at < headline && headline < node.end);
        if holds_headline || (node.end - at) * 2 > page.nodes.len() {
            break;
        }
        if names::furniture(&node.names).is_some_and(|sense| sense != Sense::Furniture)
            || matches!(node.tag.as_str(), "aside" | "li")
            || node.hidden
        {
            score -= 3;
        }
        let says = |words: &[&str]| node.names.iter().flatten().any(|name| words.iter().any(|word| name.contains(word)));
        if score < 3 && says(&["date", "datum", "fecha", "publi", "posted", "pubdate", "byline", "meta", "time", "dateline", "info"]) {
            score += 2;
        }
        if says(&["modif", "updat", "edited", "comment", "related", "sidebar", "archive", "teaser"]) {
            score -= 2;
        }
        if at == 0 {
            break;
        }
        at = node.parent;
    }
    score.clamp(-6, 4)
}

/// How near the headline it stands.
fn place(index: usize, headline: Option<usize>) -> i32 {
    match headline {
        Some(headline) if index >= headline && index - headline <= 40 => 3,
        Some(headline) if index < headline && headline - index <= 25 => 2,
        Some(headline) if index > headline && index - headline <= 120 => 1,
        _ => 0,
    }
}

/// What the words beside it say.
fn beside(page: &Outline, index: usize) -> i32 {
    let block = page.nodes.get(index).map_or(index, |node| node.block);
    let end = page.end(block);
    if end.saturating_sub(block) > 200 {
        return -1;
    }
    let words: String = page.words(block).to_lowercase();
    if words.chars().count() > LONG {
        if page.nodes.get(index).is_some_and(|node| node.text.trim().chars().count() <= HEAD) {
            return 1;
        }
        let begins = page.nodes.get(index).is_some_and(|node| words.starts_with(&super::meta::folded(&node.text).to_lowercase()));
        return if begins { 0 } else { -3 };
    }
    if words.contains('©') || words.contains("copyright") {
        return -5;
    }
    if NOT_ITS_OWN.iter().any(|label| words.contains(label)) {
        return -4;
    }
    let says = |labels: &[&str]| labels.iter().any(|label| words.contains(label));
    let published = says(&[
        "publi",
        "veröffentlicht",
        "erstellt",
        "datum",
        "posted",
        "geschrieben",
        "pressemitteilung",
        "pubblicato",
        "opublikowano",
        "vom ",
    ]);
    let modified = says(&["updated", "modified", "aktualisiert", "geändert", "actualizado", "mis à jour", "stand:"]);
    let alone = words.chars().count() <= 60;
    i32::from(alone) + 2 * i32::from(published) - i32::from(modified && !published)
}

/// Labels of the day of the visit or of a reader's registration.
const NOT_ITS_OWN: [&str; 12] = [
    "aktuelle zeit",
    "current time",
    "it is currently",
    "today is",
    "heute ist",
    "hoy es",
    "hora actual",
    "registriert",
    "registered",
    "joined",
    "member since",
    "anmeldedatum",
];

/// In a longer paragraph a date is of what it tells, unless it opens it.
const LONG: usize = 250;

/// The first date of publication in the data of the page's scripts.
fn scripted(html: &str) -> Option<Date> {
    KEYS.iter()
        .find_map(|key| {
            html.match_indices(key).take(5).find_map(|(at, _)| {
                let rest = html.get(at + key.len()..)?.trim_start_matches(['"', '\'', '\\', ' ', ':', '=']);
                let end = rest.find(['"', '\'', '\\', ',', '}', '<'])?;
                rest.get(..end.min(60)).and_then(|value| day::iso(value.trim()).known())
            })
        })
        .filter(|date| YEARS.contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let read = |url: &str| address_day(url).map(|date| date.to_string());
        for url in [
            "https://harbour.example/2031/01/30/strike",
            "https://harbour.example/world/2031-01-30-strike.html",
            "https://harbour.example/20310130/strike",
            "https://harbour.example/news/30-01-2031",
            "https://web.archive.org/web/20390101000000/http://harbour.example/2031/1/30/strike",
        ] {
            assert_eq!(read(url).as_deref(), Some("2031-01-30"), "{url}");
        }
        assert_eq!(read("https://harbour.example/2031/strike-10-99-1234"), None);
    }
}
