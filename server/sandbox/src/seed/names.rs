//! The people, companies and places of the demo.

/// First names.
pub(super) const FIRST: [&str; 40] = [
    "Anna",
    "Lukas",
    "Maria",
    "Jürgen",
    "Sophie",
    "Matthias",
    "Birgit",
    "Günther",
    "Katharina",
    "Stefan",
    "Zoë",
    "Hannes",
    "Ursula",
    "Björn",
    "Claudia",
    "Andreas",
    "Käthe",
    "Florian",
    "Renate",
    "Thomas",
    "Élodie",
    "Markus",
    "Sabine",
    "Jörg",
    "Eva",
    "Bernhard",
    "Doris",
    "Michael",
    "Ingrid",
    "Sebastian",
    "Theresa",
    "Wolfgang",
    "Nadine",
    "Peter",
    "Silvia",
    "Rémy",
    "Johanna",
    "Christian",
    "Verena",
    "Daniel",
];

/// Family names.
pub(super) const LAST: [&str; 41] = [
    "Huber",
    "Müller",
    "Gruber",
    "Wagner",
    "Steiner",
    "Pichler",
    "Moser",
    "Bäcker",
    "Hofer",
    "Schöpf",
    "Berger",
    "Fuchs",
    "Eder",
    "Fürst",
    "Schmid",
    "Weiß",
    "Egger",
    "Brunner",
    "Kröll",
    "Lang",
    "Baumgartner",
    "Auer",
    "Wallner",
    "Jäger",
    "Haas",
    "Zürcher",
    "Keller",
    "Meier",
    "Schneider",
    "Widmer",
    "Graf",
    "Frei",
    "Vogel",
    "Lechner",
    "Ortner",
    "Rainer",
    "Köhler",
    "Neumann",
    "Schäfer",
    "Winkler",
    "Zingerle",
];

/// What companies do, after a family name.
pub(super) const TRADES: [&str; 18] = [
    "Tischlerei",
    "Installationen GmbH",
    "Bäckerei",
    "Steuerberatung",
    "Physiotherapie",
    "Elektrotechnik GmbH",
    "Gasthof",
    "Malerei & Anstrich",
    "Autohaus GmbH",
    "Blumen",
    "Immobilien GmbH",
    "Apotheke",
    "Sägewerk KG",
    "Zahnärzte OG",
    "Logistik AG",
    "Weinbau",
    "Architekten ZT",
    "Sport & Mode",
];

/// A place: postcode, city, country.
pub(super) const PLACES: [(&str, &str, &str); 16] = [
    ("1010", "Wien", "AT"),
    ("6020", "Innsbruck", "AT"),
    ("8010", "Graz", "AT"),
    ("5020", "Salzburg", "AT"),
    ("4020", "Linz", "AT"),
    ("1070", "Wien", "AT"),
    ("6900", "Bregenz", "AT"),
    ("80331", "München", "DE"),
    ("9020", "Klagenfurt", "AT"),
    ("3100", "St. Pölten", "AT"),
    ("8001", "Zürich", "CH"),
    ("6370", "Kitzbühel", "AT"),
    ("83022", "Rosenheim", "DE"),
    ("9000", "St. Gallen", "CH"),
    ("6330", "Kufstein", "AT"),
    ("2500", "Baden", "AT"),
];

/// Streets.
pub(super) const STREETS: [&str; 12] = [
    "Hauptstraße",
    "Bahnhofstraße",
    "Kirchengasse",
    "Am Mühlbach",
    "Lindenweg",
    "Schloßallee",
    "Marktplatz",
    "Dorfstraße",
    "Gewerbepark",
    "Höhenweg",
    "Ringstraße",
    "Feldgasse",
];

/// Lines that belong to a place in a company and to nobody in person.
pub(super) const FUNCTIONS: [&str; 8] =
    ["office", "reception", "fax", "lager", "werkstatt", "buchhaltung", "besprechung", "tor"];

/// First names in Harbour's part of the world.
pub(super) const HARBOUR_FIRST: [&str; 12] = [
    "Jan",
    "Emily",
    "Oliver",
    "Grace",
    "Harry",
    "Meike",
    "Jack",
    "Isla",
    "Fiete",
    "Amelia",
    "Thore",
    "Charlotte",
];

/// Family names in Harbour's part of the world.
pub(super) const HARBOUR_LAST: [&str; 12] = [
    "Petersen",
    "Smith",
    "Hansen",
    "Taylor",
    "Jansen",
    "Brown",
    "Möller",
    "Evans",
    "Carstensen",
    "Walker",
    "Lüders",
    "Hughes",
];

/// Harbour's trades.
pub(super) const HARBOUR_TRADES: [&str; 6] =
    ["Shipping Ltd", "Yachtwerft GmbH", "Marine Supplies", "Fischhandel", "Hafenlogistik GmbH", "Chandlers"];

/// A name in the letters of a user name.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.to_lowercase().chars() {
        match letter {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'é' | 'ë' | 'è' => plain.push('e'),
            letter if letter.is_ascii_alphanumeric() => plain.push(letter),
            _ => {}
        }
    }
    plain
}

/// The entry of a table for a number that counts on and on.
pub(super) fn pick<T: Copy>(table: &[T], number: usize) -> T {
    table[number % table.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_are_plain() {
        assert_eq!(plain("Schöpf & Weiß"), "schoepfweiss");
    }
}
