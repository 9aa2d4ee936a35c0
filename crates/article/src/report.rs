//! What is known of this report once its text lies here?

use crate::day::{self, Day, Order};
use crate::fault::Fault;
use crate::limits::MAX_TEXT_BYTES;
use crate::source::Inside;
use crate::{Item, decode, furniture, language, opening, paragraph, post};
use record::{Block, BlockKind, Date, Document, Notice, PostInfo, Published, Span};

/// What an input says of one report.
#[derive(Debug, Default)]
pub struct Told {
    pub id: Option<String>,
    pub url: Option<String>,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub byline: Option<String>,
    /// A date field, as written.
    pub published: Option<String>,
    /// Which number of its digits is the day, where its input tells.
    pub order: Option<Order>,
    pub modified: Option<Date>,
    pub language: Option<String>,
    /// The report as one text; of a page, empty.
    pub text: String,
    /// The report as its paragraphs, if they are known.
    pub pieces: Vec<Piece>,
    /// The day found in a page, and where.
    pub found: Option<(Date, &'static str)>,
    /// Whether the first line may be a header.
    pub may_have_header: bool,
    pub notices: Vec<Notice>,
}

/// A paragraph whose kind is known.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    pub kind: Option<BlockKind>,
    pub text: String,
    /// Of a post: its author and day as written in it.
    pub author: Option<String>,
}

/// The usual names of a field in JSON and of a column in a table.
pub fn field_names(ours: &str) -> &'static [&'static str] {
    match ours {
        "id" => &["id", "_id", "doc_id", "document_id", "article_id", "guid", "uuid"],
        "url" => &["url", "link", "uri", "href", "source_url", "canonical_url"],
        "title" => &["title", "headline", "heading", "titulo", "título", "titular"],
        "publisher" => &["publisher", "source", "source_name", "outlet", "newspaper", "publication", "medio", "fuente"],
        "byline" => &["byline", "author", "authors", "autor"],
        "published" => &[
            "published",
            "date",
            "published_at",
            "publication_date",
            "date_published",
            "datePublished",
            "pub_date",
            "pubDate",
            "publish_date",
            "published_date",
            "publishedAt",
            "event_date",
            "fecha",
            "fecha_de_publicación",
            "fecha_publicacion",
        ],
        "language" => &["language", "lang", "idioma"],
        _ => &[
            "text",
            "body",
            "content",
            "article",
            "full_text",
            "maintext",
            "article_text",
            "article_body",
            "articleBody",
            "body_text",
            "texto",
            "cuerpo",
            "contenido",
            "texto_completo",
            "cuerpo_de_la_noticia",
            "nota",
            "noticia",
            "notes",
        ],
    }
}

/// The report of a plain text file.
pub fn text_file(bytes: &[u8], inside: &Inside) -> Item {
    let Some(decoded) = decode::decode(bytes, None) else {
        return Err(Fault::new(inside, "this is binary data, not text", "give text, HTML or JSONL; save other documents as one of them"));
    };
    document(Told { text: decoded.text, notices: decoded.notices, may_have_header: true, ..Told::default() }, inside)
}

/// The document of one report: its text, its paragraphs, its day, its language.
pub fn document(told: Told, inside: &Inside) -> Item {
    let Told { id, url, title, publisher, byline, published, order, modified, language, text, pieces, found, may_have_header, mut notices } =
        told;
    let title = title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|title| !title.is_empty());
    let is_page = !pieces.is_empty();
    let (text, mut blocks) = if is_page { from_pieces(&pieces) } else { from_text(text, title.as_deref()) };
    if text.len() > MAX_TEXT_BYTES {
        let cause = format!("the text has {} kB, more than the {} kB of one report", text.len() >> 10, MAX_TEXT_BYTES >> 10);
        return Err(Fault::new(inside, cause, "split it into reports"));
    }
    if blocks.is_empty() {
        return Err(nothing(inside));
    }
    let told_language = language.as_deref().and_then(language::normal);
    let main = inside.given.language.as_deref().and_then(language::normal).or_else(|| {
        let surely = told_language.as_deref().and_then(|told| language::other(&text, told));
        if let (Some(told), Some(surely)) = (&told_language, surely) {
            notices.push(Notice::new("language-other", format!("it calls itself `{told}`, its words are `{surely}`; say it with --lang")));
        }
        surely.map(str::to_owned).or_else(|| told_language.clone()).or_else(|| language::of_text(&text).map(str::to_owned))
    });
    let tongue = main.as_deref();

    let header = if may_have_header { opening::header(&text, &mut blocks, tongue) } else { None };
    if blocks.iter().all(|block| block.kind == BlockKind::Header) {
        return Err(nothing(inside));
    }
    let author = if is_page { None } else { opening::byline(&text, &mut blocks) };
    let headline = if is_page { None } else { opening::headlines(&text, &mut blocks, title.as_deref()) };
    if !is_page {
        post::mark(&text, &mut blocks, tongue);
    }
    opening::kickers(&text, &mut blocks);
    let datelines = opening::datelines(&text, &mut blocks, tongue);
    furniture::mark(&text, &mut blocks);
    for block in &mut blocks {
        let is_line = matches!(block.kind, BlockKind::Headline | BlockKind::Dateline | BlockKind::Header);
        // Who says a language by flag means all of it.
        let all = is_line || inside.given.language.is_some();
        block.language = if all { main.clone() } else { language::of_paragraph(block.span.of(&text), tongue) };
    }
    if !blocks.iter().any(|block| block.kind.is_coded() && block.kind != BlockKind::Headline) {
        notices.push(Notice::new(
            "no-body",
            "only headings, captions and furniture were found, no paragraph of a report; give the page of one report, saved after its scripts have run",
        ));
    }

    let published = day_of(
        &Dates { inside, field: published.as_deref(), order, header, found, datelines: &datelines, language: tongue, text: &text },
        &mut notices,
    );
    let modified = modified.or_else(|| datelines.iter().find(|line| line.modified).map(|line| line.date));
    match tongue {
        Some(language) if language::SUPPORTED.contains(&language) => {}
        Some(language) => {
            notices.push(Notice::new("language-unsupported", format!("the report is in `{language}`; events are coded in en and es only")));
        }
        None => notices
            .push(Notice::new("language-unknown", "the text is too short to tell its language and is read as English; say it with --lang")),
    }
    Ok(Document {
        id: id.filter(|id| !id.trim().is_empty()).unwrap_or_else(|| content_id(&text)),
        source: inside.source(),
        url,
        title: title.or_else(|| headline.map(|span| span.of(&text).to_owned())),
        publisher: publisher.or_else(|| datelines.iter().find_map(|line| line.publisher).map(|span| span.of(&text).to_owned())),
        byline: byline.or_else(|| author.map(|span| span.of(&text).to_owned())),
        published,
        modified,
        language: main,
        text,
        blocks,
        notices,
    })
}

fn nothing(inside: &Inside) -> Fault {
    Fault::new(inside, "the report has no text", "leave it out, or look why nothing was written to it")
}

/// A name for a report that has none: the hash of its text, the same on every machine.
fn content_id(text: &str) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()))
}

/// The given text, with a title given apart before it.
fn from_text(text: String, title: Option<&str>) -> (String, Vec<Block>) {
    let text = match title {
        Some(title) if !begins_with(&text, title) => format!("{title}\n\n{text}"),
        _ => text,
    };
    let blocks =
        paragraph::split(&text).into_iter().map(|span| Block { span, kind: BlockKind::Body, language: None, post: None }).collect();
    (text, blocks)
}

/// Whether the text begins with the title, white space folded.
fn begins_with(text: &str, title: &str) -> bool {
    let mut words = text.split_whitespace();
    title.split_whitespace().all(|word| words.next().is_some_and(|next| next == word))
}

/// The paragraphs of a page, put together with blank lines.
fn from_pieces(pieces: &[Piece]) -> (String, Vec<Block>) {
    let mut text = String::new();
    let mut blocks = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let words = piece.text.trim();
        if words.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(words);
        let author =
            piece.author.as_deref().and_then(|author| words.rfind(author).map(|at| Span::new(start + at, start + at + author.len())));
        let date = author.and_then(|author| {
            let tail = Span::new(author.end, text.len());
            calendar::full_date(tail.of(&text), None).map(|(date, at)| (date, Span::new(tail.start + at.start, tail.start + at.end)))
        });
        let post = (piece.kind == Some(BlockKind::Post)).then_some(PostInfo { author, date });
        blocks.push(Block { span: Span::new(start, text.len()), kind: piece.kind.unwrap_or(BlockKind::Body), language: None, post });
    }
    (text, blocks)
}

/// All that may tell the day of publication.
struct Dates<'a> {
    inside: &'a Inside,
    field: Option<&'a str>,
    order: Option<Order>,
    header: Option<(Day, Span)>,
    found: Option<(Date, &'static str)>,
    datelines: &'a [opening::Dated],
    language: Option<&'a str>,
    text: &'a str,
}

/// The day: by flag, else by field or header, else found in the page or a dateline, else unknown with a notice. Never today's.
fn day_of(dates: &Dates<'_>, notices: &mut Vec<Notice>) -> Option<Published> {
    if let Some(date) = dates.inside.given.published {
        return Some(Published { date, basis: "flag", words: None });
    }
    let field = dates.field.map(str::trim).filter(|field| !field.is_empty());
    let order = dates.order.unwrap_or_else(|| Order::usual(dates.language));
    match field.map(|field| day::read(field, dates.language, order)) {
        Some(Day::Known(date)) => {
            let field = field.unwrap_or("");
            if dates.order.is_none() && day::is_ambiguous(field) {
                let first = if order == Order::DayFirst { "day" } else { "month" };
                notices.push(Notice::new("date-order", format!("`{field}` is read as {date}, the {first} first; give days as YYYY-MM-DD")));
            }
            if day::is_short(field) {
                notices.push(Notice::new("date-century", format!("`{field}` is read as {date}; give years with four digits")));
            }
            return Some(Published { date, basis: "field", words: None });
        }
        Some(Day::Impossible) => {
            notices.push(Notice::new("date-impossible", format!("`{}` is no day; give one as YYYY-MM-DD", field.unwrap_or(""))));
        }
        Some(Day::None) => {
            notices.push(Notice::new("date-unread", format!("`{}` was not understood; give the day as YYYY-MM-DD", field.unwrap_or(""))));
        }
        None => {}
    }
    match dates.header {
        Some((Day::Known(date), words)) => return Some(Published { date, basis: "header", words: Some(words) }),
        Some((_, words)) => {
            notices.push(Notice::at("date-impossible", words, format!("`{}` is no day; give one as YYYY-MM-DD", words.of(dates.text))));
        }
        None => {}
    }
    if let Some((date, basis)) = dates.found {
        return Some(Published { date, basis, words: None });
    }
    if let Some(line) = dates.datelines.iter().find(|line| !line.modified).or(dates.datelines.first()) {
        return Some(Published { date: line.date, basis: "dateline", words: Some(line.words) });
    }
    notices.push(Notice::new(
        "date-unknown",
        "the day of publication is not told; give it with --published or a first line `date YYYY-MM-DD`",
    ));
    None
}
