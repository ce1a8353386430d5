//! The addresses of destinations: keywords in, SIP URIs stored (contract 3.17).

use crate::state::forwards::ForwardType;
use crate::state::{State, Subscriber};

/// The keywords with the parts of the address around the number.
const KEYWORDS: [(&str, &str, &str); 8] = [
    ("fax2mail", "sip:fax=", "@fax2mail.local"),
    ("conference", "sip:conf=", "@conference.local"),
    ("managersecretary", "sip:", "@managersecretary.local"),
    ("callingcard", "sip:callingcard@app.local", ""),
    ("callthrough", "sip:callthrough@app.local", ""),
    ("autoattendant", "sip:auto-attendant@app.local", ""),
    ("officehours", "sip:office-hours@app.local", ""),
    ("customhours", "sip:custom-hours@app.local", ""),
];

/// Whose forwards they are.
#[derive(Clone, Debug)]
pub(crate) struct Addressee {
    /// The primary number, or what stands for it.
    pub(crate) mailbox: String,
    pub(crate) domain: String,
}

impl Addressee {
    pub(crate) fn of(state: &State, subscriber: u32) -> Self {
        Self {
            mailbox: state.subscribers.get(subscriber).map(Subscriber::mailbox).unwrap_or_default(),
            domain: state.domain_of_subscriber(subscriber).to_owned(),
        }
    }

    /// The short form of a stored address, for addresses that are no keyword.
    pub(crate) fn simple(&self, uri: &str) -> Option<String> {
        if keyword(uri).is_some() {
            return None;
        }
        let address = uri.strip_prefix("sip:").unwrap_or(uri);
        let own = format!("@{}", self.domain);
        Some(address.strip_suffix(&own).unwrap_or(address).to_owned())
    }
}

/// The keyword of a stored address.
pub(crate) fn keyword(uri: &str) -> Option<&'static str> {
    if uri.ends_with("@voicebox.local") {
        return Some("voicebox");
    }
    KEYWORDS
        .iter()
        .find(|(_, before, after)| {
            uri.starts_with(before) && uri.ends_with(after) && (!after.is_empty() || uri == *before)
        })
        .map(|(keyword, _, _)| *keyword)
}

/// The address as it is stored. Only the simple view of forwards on busy has a voice box of its own.
pub(crate) fn stored(input: &str, addressee: &Addressee, forward: Option<ForwardType>) -> String {
    let Addressee { mailbox, domain } = addressee;
    if input == "voicebox" {
        let greeting = if forward == Some(ForwardType::Cfb) { "vmb" } else { "vmu" };
        return format!("sip:{greeting}{mailbox}@voicebox.local");
    }
    if let Some((_, before, after)) = KEYWORDS.iter().find(|(keyword, _, _)| *keyword == input) {
        return if after.is_empty() { (*before).to_owned() } else { format!("{before}{mailbox}{after}") };
    }
    address(input, domain)
}

/// A number or an address as a SIP URI; the domain is added where it is missing.
pub(crate) fn address(input: &str, domain: &str) -> String {
    let address = input.strip_prefix("sips:").or_else(|| input.strip_prefix("sip:")).unwrap_or(input);
    if address.contains('@') { format!("sip:{address}") } else { format!("sip:{address}@{domain}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addressee() -> Addressee {
        Addressee { mailbox: "4311".to_owned(), domain: "D".to_owned() }
    }

    #[test]
    fn numbers_and_addresses_are_completed() {
        for (input, expected) in [
            ("431", "sip:431@D"),
            ("sip:431", "sip:431@D"),
            ("+431", "sip:+431@D"),
            ("tel:+431", "sip:tel:+431@D"),
            ("sips:1@c", "sip:1@c"),
            ("a@b", "sip:a@b"),
            ("Voicebox", "sip:Voicebox@D"),
            ("voicebox", "sip:vmu4311@voicebox.local"),
            ("fax2mail", "sip:fax=4311@fax2mail.local"),
            ("customhours", "sip:custom-hours@app.local"),
        ] {
            assert_eq!(stored(input, &addressee(), None), expected);
        }
        assert_eq!(stored("voicebox", &addressee(), Some(ForwardType::Cfb)), "sip:vmb4311@voicebox.local");
    }

    #[test]
    fn stored_addresses_stay_what_they_are() {
        for keyword_or_number in ["voicebox", "431", "conference", "officehours"] {
            let once = stored(keyword_or_number, &addressee(), None);
            assert_eq!(stored(&once, &addressee(), None), once);
        }
    }

    #[test]
    fn keywords_are_recognised() {
        assert_eq!(keyword("sip:vmb4311@voicebox.local"), Some("voicebox"));
        assert_eq!(keyword("sip:office-hours@app.local"), Some("officehours"));
        assert_eq!(keyword("sip:431@D"), None);
        assert_eq!(addressee().simple("sip:431@D").as_deref(), Some("431"));
        assert_eq!(addressee().simple("sip:a@b").as_deref(), Some("a@b"));
        assert_eq!(addressee().simple("sip:vmu1@voicebox.local"), None);
    }
}
