//! A short name for a browser, from what it calls itself. Anybody can send anything, so it tells people their own browsers apart
//! and decides nothing.

/// How much is shown of what is not in the tables.
const SHOWN: usize = 60;

/// What gives browsers away. Many say that they are others, too, so the first that fits counts.
const BROWSERS: [(&str, &str); 14] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("Wget/", "Wget"),
];

const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// The name of a browser for people.
pub(crate) fn browser_name(device: &str) -> String {
    match (first(&BROWSERS, device), first(&SYSTEMS, device)) {
        (Some(browser), Some(system)) => say!(sessions.browser_on, browser = browser, system = system),
        (Some(browser), None) => browser.to_owned(),
        (None, _) if device.trim().is_empty() => say!(sessions.unknown),
        (None, _) => device.chars().take(SHOWN).collect(),
    }
}

fn first(table: &[(&str, &'static str)], device: &str) -> Option<&'static str> {
    table.iter().find(|(mark, _)| device.contains(mark)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_although_they_claim_to_be_each_other() {
        for (device, browser, system) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0", "Firefox", "Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0",
                "Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
                "Chrome",
                "Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Safari",
                "iPhone",
            ),
        ] {
            assert_eq!(
                (first(&BROWSERS, device), first(&SYSTEMS, device)),
                (Some(browser), Some(system)),
                "{device}"
            );
        }
    }
}
