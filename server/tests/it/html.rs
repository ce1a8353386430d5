//! Reads a page as a browser does, as far as the tests look at it: tags, attributes, texts, forms.

use std::collections::BTreeSet;

/// Elements without content.
const VOID: [&str; 6] = ["input", "br", "hr", "img", "link", "meta"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Start(Element),
    End(String),
    /// Decoded, except in scripts and styles.
    Text(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    /// Decoded values; an attribute without one is empty.
    pub attributes: Vec<(String, String)>,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    pub tokens: Vec<Token>,
}

impl Page {
    pub fn read(html: &str) -> Self {
        Self { tokens: tokens(html) }
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Start(element) => Some(element),
            _ => None,
        })
    }

    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The text inside of the first element with this name.
    pub fn text_of(&self, name: &str) -> String {
        let start = self.tokens.iter().position(|token| matches!(token, Token::Start(e) if e.name == name));
        start.map(|start| self.text_within(start)).unwrap_or_default()
    }

    /// The text inside of every element with this class.
    pub fn texts_of_class(&self, class: &str) -> Vec<String> {
        let starts = self.tokens.iter().enumerate();
        starts
            .filter(|(_, token)| matches!(token, Token::Start(element) if is_of(element, class)))
            .map(|(at, _)| self.text_within(at))
            .collect()
    }

    /// The headings, paragraphs and entries inside of every element with this class, each on a line of its own.
    pub fn lines_of_class(&self, class: &str) -> Vec<String> {
        let (mut lines, mut line, mut depth) = (Vec::new(), String::new(), 0_usize);
        for token in &self.tokens {
            match token {
                Token::Start(element) if depth > 0 || is_of(element, class) => {
                    depth += usize::from(!VOID.contains(&element.name.as_str()));
                }
                Token::End(name) if depth > 0 => {
                    depth -= 1;
                    if depth == 0 || matches!(name.as_str(), "h2" | "p" | "li") {
                        lines.push(std::mem::take(&mut line));
                    }
                }
                Token::Text(piece) if depth > 0 => line.push_str(piece),
                _ => {}
            }
        }
        let plain = |line: String| line.split_whitespace().collect::<Vec<_>>().join(" ");
        lines.into_iter().map(plain).filter(|line| !line.is_empty()).collect()
    }

    fn text_within(&self, start: usize) -> String {
        let mut depth = 0_usize;
        let mut text = String::new();
        for token in &self.tokens[start..] {
            match token {
                Token::Start(element) if !VOID.contains(&element.name.as_str()) => depth += 1,
                Token::End(_) => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Token::Text(piece) => text.push_str(piece),
                Token::Start(_) => {}
            }
        }
        text
    }

    /// The names of the inputs that the page marks as wrong.
    pub fn invalid(&self) -> BTreeSet<String> {
        self.elements()
            .filter(|element| element.get("aria-invalid") == Some("true"))
            .filter_map(|element| element.get("name").map(str::to_owned))
            .collect()
    }

    /// The form that calls this server function, filled in as the page shows it.
    pub fn form(&self, action: &str) -> Form {
        let mut forms = self.forms().into_iter().filter(|form| form.action == action);
        forms.next().unwrap_or_else(|| panic!("no form calls {action}"))
    }

    pub fn forms(&self) -> Vec<Form> {
        let mut forms: Vec<Form> = Vec::new();
        let mut inside = false;
        let mut select: Option<(String, Vec<(String, bool)>)> = None;
        let mut area: Option<(String, String)> = None;
        for token in &self.tokens {
            match token {
                Token::Start(element) if element.name == "form" => {
                    inside = true;
                    let text = |name: &str| element.get(name).unwrap_or_default().to_owned();
                    forms.push(Form { action: text("action"), method: text("method"), fields: Vec::new() });
                }
                Token::End(name) if name == "form" => inside = false,
                Token::Start(element) if inside => {
                    let name = element.get("name").unwrap_or_default().to_owned();
                    let value = element.get("value");
                    match element.name.as_str() {
                        "input" if !name.is_empty() => {
                            let kind = element.get("type").unwrap_or("text");
                            let ticked = element.has("checked") || !matches!(kind, "checkbox" | "radio");
                            if let (true, Some(form)) = (ticked, forms.last_mut()) {
                                form.fields.push((name, value.unwrap_or_default().to_owned()));
                            }
                        }
                        "select" => select = Some((name, Vec::new())),
                        "option" => {
                            if let Some((_, options)) = &mut select {
                                let value = value.unwrap_or_default().to_owned();
                                options.push((value, element.has("selected")));
                            }
                        }
                        "textarea" => area = Some((name, String::new())),
                        _ => {}
                    }
                }
                Token::Text(text) => {
                    if let Some((_, content)) = &mut area {
                        content.push_str(text);
                    }
                }
                Token::End(name) if name == "select" => {
                    if let (Some((name, options)), Some(form)) = (select.take(), forms.last_mut()) {
                        let chosen = options.iter().find(|(_, selected)| *selected).or(options.first());
                        form.fields.extend(chosen.map(|(value, _)| (name, value.clone())));
                    }
                }
                Token::End(name) if name == "textarea" => {
                    if let (Some((name, content)), Some(form)) = (area.take(), forms.last_mut()) {
                        let content = content.strip_prefix('\n').unwrap_or(&content).to_owned();
                        form.fields.push((name, content));
                    }
                }
                _ => {}
            }
        }
        forms
    }
}

fn is_of(element: &Element, class: &str) -> bool {
    element.get("class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
}

/// A form as somebody sees and fills it in.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub method: String,
    pub fields: Vec<(String, String)>,
}

impl Form {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Types a value; a field that is not there is added.
    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        match self.fields.iter_mut().find(|(key, _)| key == name) {
            Some((_, present)) => value.clone_into(present),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Unticks a box, or all boxes of a name.
    pub fn remove(&mut self, name: &str) -> &mut Self {
        self.fields.retain(|(key, _)| key != name);
        self
    }

    /// The same with this typed.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// What a person types: all but what the page carries along.
    pub fn typed(&self) -> Vec<(String, String)> {
        let own = |name: &str| !matches!(name, "token" | "from" | "submission");
        self.fields.iter().filter(|(name, _)| own(name)).cloned().collect()
    }
}

fn tokens(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with("<!") {
            rest = rest.split_once('>').map_or("", |(_, after)| after);
        } else if let Some(end) = rest.strip_prefix("</") {
            let (name, after) = end.split_once('>').unwrap_or((end, ""));
            tokens.push(Token::End(name.trim().to_ascii_lowercase()));
            rest = after;
        } else if rest.starts_with('<') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (element, after) = element(&rest[1..]);
            rest = after;
            let name = element.name.clone();
            tokens.push(Token::Start(element));
            if matches!(name.as_str(), "script" | "style" | "textarea" | "title") {
                let end = find_ignoring_case(rest, &format!("</{name}")).unwrap_or(rest.len());
                let raw = matches!(name.as_str(), "script" | "style");
                let text = if raw { rest[..end].to_owned() } else { decode(&rest[..end]) };
                tokens.push(Token::Text(text));
                rest = &rest[end..];
            }
        } else {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let end = rest[first..].find('<').map_or(rest.len(), |at| at + first);
            tokens.push(Token::Text(decode(&rest[..end])));
            rest = &rest[end..];
        }
    }
    tokens
}

/// Reads a tag after its `<`.
fn element(text: &str) -> (Element, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
    let mut element = Element { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (element, after);
        }
        if rest.is_empty() {
            return (element, rest);
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            (value, rest) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                _ => {
                    after.split_at(after.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(after.len()))
                }
            };
        }
        if name.is_empty() {
            rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
        } else {
            element.attributes.push((name, decode(value)));
        }
    }
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(wanted)
}

fn decode(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let known = after.split_once(';').and_then(|(name, after)| Some((character(name)?, after)));
        let (character, after) = known.unwrap_or(('&', after));
        decoded.push(character);
        rest = after;
    }
    decoded + rest
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[test]
fn pages_are_read_as_a_browser_reads_them() {
    let page = Page::read(
        "<!DOCTYPE html><title>a &lt;b&gt;</title><!-- <p> --><form action='/x' method=post>\
         <input name=a value=\"1 &quot;2&quot;\"><input type=checkbox name=b value=on checked>\
         <input type=checkbox name=c value=on><select name=d><option value=1><option value=2 selected></select>\
         <textarea name=e>\n&lt;/textarea&gt;</textarea></form><p class='x error'>no <b>way</b></p>",
    );
    assert_eq!(page.text_of("title"), "a <b>");
    assert_eq!(page.texts_of_class("error"), ["no way"]);
    let form = page.form("/x");
    let fields: Vec<_> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(fields, [("a", "1 \"2\""), ("b", "on"), ("d", "2"), ("e", "</textarea>")]);
}
