//! The door as the other rooms see it, over small tables.

use super::*;

const PLACES: &str = "id\tname\talternates\tkind\tfeature\tcountry\tadmin1\tpoint\tpopulation\n\
    1\tLima\tCiudad de los Reyes\tcity\tPPLC\tPER\tLima\t-12.04318 -77.02824\t7737002\n\
    2\tLima\t\tcity\tPPL\tUSA\tOhio\t40.74255 -84.10523\t37873\n\
    3\tSan José de Lourdes\t\tcity\tPPL\tPER\tCajamarca\t-5.1 -78.9\t1000\n";
const ACTORS: &str = "name\taliases\tkind\tcountry\tsector\toffice\tfrom\tto\twikidata\tknown\tsource\n\
    Ana Torres\tA. Torres\tperson\tPER\tGOV\tforeign minister\t2023-02\t2024-03-01\tQ1\t5\tnote\n\
    Ana Torres\t\tperson\tPER\tLEG\tdeputy\t2010\t2016-02-29+\tQ1\t5\tnote\n\
    ETA\tEuskadi Ta Askatasuna\tarmed_group\tESP\tREB\t\t\t\t\t3\tnote\n";

fn tables(change: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut tables = BTreeMap::from([
        ("ontology.tsv", "type\tmode\tquad\tscore\nAID\t\t2\t10\n"),
        ("cameo.tsv", "type\tmode\tcameo\nAID\t\t070\n"),
        ("sectors.tsv", "sector\nCOP\n"),
        ("contexts.tsv", "context\nlegal\n"),
        (
            "countries.tsv",
            "iso3\tname\tnames\tcapital\tgeonames_id\tlat\tlon\tpopulation\tneighbours\nPER\tPeru\t\tLima\t1\t-10\t-76\t3\t\n",
        ),
        ("nationalities.tsv", "word\tiso3\nPeruvian\tPER\n"),
        ("abbreviations.tsv", "abbreviation\tadmin1\tcountry\nTX\tTexas\tUSA\nW.A.\tWestern Australia\tAUS\nWA\tWashington\tUSA\n"),
        ("places/cities.tsv", PLACES),
        ("actors/all.tsv", ACTORS),
        ("words/en/agents.tsv", "word\tsector\npolice\tCOP\n"),
        ("words/es/agents.tsv", "word\tsector\npolicía\tCOP\n"),
        ("README.md", "not a table"),
    ]);
    tables.extend(change.iter().copied());
    tables.into_iter().map(|(file, text)| (file.to_owned(), text.to_owned())).collect()
}

fn load(change: &[(&str, &str)]) -> Result<Knowledge, KnowledgeError> {
    Knowledge::load(compile(&tables(change))?.leak())
}

#[test]
fn places_come_most_populous_first() {
    let knowledge = load(&[]).unwrap();
    let lima = knowledge.places("LIMA");
    assert_eq!(
        lima.iter().map(|p| (p.country, p.admin1, p.kind, p.primary)).collect::<Vec<_>>(),
        [("PER", "Lima", "city", true), ("USA", "Ohio", "city", true)]
    );
    assert_eq!((lima[0].point, lima[0].population, lima[0].geonames_id, lima[0].feature), ((-12.04318, -77.02824), 7_737_002, 1, "PPLC"));
    assert!(!knowledge.places("Ciudad de los Reyes")[0].primary);
    assert_eq!(knowledge.places("san jose de lourdes").len(), 1);
    assert!(knowledge.is_place_prefix("San José") && knowledge.is_place_prefix("The") && !knowledge.is_place_prefix("San Pedro"));
    assert!(knowledge.places("").is_empty() && knowledge.places(&"x".repeat(100_000)).is_empty());
}

#[test]
fn offices_have_their_days() {
    let knowledge = load(&[]).unwrap();
    let offices = knowledge.actors("Ana Torres");
    let days = |row: &ActorRow<'_>| (row.from.unwrap().to_string(), row.to.unwrap().to_string());
    assert_eq!(offices.iter().map(|row| (row.sector, row.wikidata)).collect::<Vec<_>>(), [("GOV", "Q1"), ("LEG", "Q1")]);
    assert_eq!(days(&offices[0]), ("2023-02-01".into(), "2024-03-01".into()));
    assert_eq!(days(&offices[1]), ("2010-01-01".into(), "2018-02-28".into()), "two years on where the source stops");
    assert_eq!(knowledge.actors("a torres").len(), 2, "an alias holds for all rows of its actor");
    assert_eq!(knowledge.actors("ETA")[0].kind, "armed_group");
    assert!(knowledge.actors("Eta").is_empty() && knowledge.actors("nobody").is_empty());
}

#[test]
fn words_are_kept_by_language() {
    let knowledge = load(&[]).unwrap();
    assert_eq!(knowledge.languages(), ["en", "es"]);
    assert_eq!(knowledge.words("es", "agents").get("Policía")[0][1], "COP");
    assert!(!knowledge.words("fr", "agents").has("police"));
    assert_eq!(knowledge.nationality("Peruvian").unwrap().iso3, "PER");
    assert_eq!(knowledge.country_by_capital("Lima").unwrap().name, "Peru");
    assert_eq!(knowledge.abbreviated("WA").len(), 2);
    assert_eq!(knowledge.abbreviated("T.X."), [("Texas".to_owned(), "USA".to_owned())]);
    assert!(knowledge.abbreviated("tx").is_empty());
    let peru = knowledge.places("Peru")[0];
    assert_eq!((peru.kind, peru.country, peru.primary), ("country", "PER", true));
    assert_eq!(knowledge.ontology().quad("AID"), Some(2));
}

#[test]
fn faults_name_file_line_and_remedy() {
    for (file, text, told) in [
        (
            "places/cities.tsv",
            PLACES.replace("\tcity\tPPLC", "\ttown\tPPLC"),
            "places/cities.tsv:2: column `kind`: `town` is no kind of place",
        ),
        ("places/cities.tsv", PLACES.replace("-12.04318", "-112"), "places/cities.tsv:2: column `point`: `-112 -77.02824` is no point"),
        ("actors/all.tsv", ACTORS.replace("2024-03-01", "2024-13-01"), "actors/all.tsv:2: column `to`: `2024-13-01` is no day"),
        ("actors/all.tsv", ACTORS.replace("2024-03-01", "2022"), "actors/all.tsv:2: column `to`: `2022` is before `from`"),
        ("actors/all.tsv", ACTORS.replace("\tPER\t", "\tperu\t"), "actors/all.tsv:2: column `country`: `peru` is no code"),
        ("words/agents.tsv", "word\n".to_owned(), "words/agents.tsv: is no word table"),
        ("ontology.tsv", String::new(), "ontology.tsv: has no line of column names"),
    ] {
        let fault = load(&[(file, &text)]).err().unwrap().to_string();
        assert!(fault.starts_with(told), "{fault}");
    }
}
