//! E-mails by SMTP.

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::AddressError,
    message::Mailbox,
    transport::smtp::{Error as SmtpError, authentication::Credentials},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;
use switchhook_app::{Letter, Mailer, NotSent, Sending};

/// A request waits for its letter: the mail server next door answers in far less.
const LONGEST: Duration = Duration::from_secs(15);

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after a greeting in clear; without it nothing is sent.
    #[default]
    Starttls,
    /// None: for a mail server on the same machine.
    None,
}

/// Where letters are handed in.
pub struct SmtpSettings {
    /// `host` or `host:port`.
    pub server: String,
    /// How the connection is protected.
    pub security: Security,
    /// The login with its password, if the server asks for one.
    pub login: Option<(String, SecretString)>,
    /// Whom letters come from, such as `Telephone portal <portal@example.com>`.
    pub from: String,
}

/// Why no letters can be sent.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum MailSetupError {
    #[error("the mail server must be a host, or host:port")]
    Server,
    #[error("the sender's address is none")]
    From(#[from] AddressError),
    #[error("the mail server cannot be used")]
    Smtp(#[from] SmtpError),
    #[error("without TLS letters go to a mail server on this machine only")]
    Unprotected,
}

/// Hands letters to a mail server.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpMailer {
    /// Prepares the way to the mail server.
    ///
    /// # Errors
    /// [`MailSetupError`].
    pub fn new(settings: SmtpSettings) -> Result<Self, MailSetupError> {
        let (host, port) = match settings.server.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| MailSetupError::Server)?)),
            None => (settings.server.as_str(), None),
        };
        if host.is_empty() {
            return Err(MailSetupError::Server);
        }
        let is_here = matches!(host, "localhost" | "127.0.0.1");
        let mut builder = match settings.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host)?,
            Security::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host)?,
            Security::None if is_here => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
            Security::None => return Err(MailSetupError::Unprotected),
        };
        if let Some(port) = port {
            builder = builder.port(port);
        }
        if let Some((login, password)) = settings.login {
            builder = builder.credentials(Credentials::new(login, password.expose_secret().to_owned()));
        }
        Ok(Self { transport: builder.timeout(Some(LONGEST)).build(), from: settings.from.parse()? })
    }

    async fn hand_in(&self, letter: Letter) -> Result<(), NotSent> {
        let to: Mailbox = letter.to.parse().map_err(|_| NotSent)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject)
            .body(letter.text)
            .map_err(|error| {
                tracing::error!(%error, "a letter cannot be written");
                NotSent
            })?;
        self.transport.send(message).await.map_err(|error| {
            tracing::error!(%error, "the mail server did not take a letter");
            NotSent
        })?;
        Ok(())
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, letter: Letter) -> Sending<'_> {
        Box::pin(self.hand_in(letter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
        net::{TcpListener, TcpStream},
    };

    /// Takes one letter and tells what was said; refuses the recipient if told to.
    async fn take(stream: TcpStream, refuse: bool) -> String {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 mail.example\r\n").await.unwrap();
        let (mut said, mut in_letter) = (String::new(), false);
        while let Some(line) = lines.next_line().await.unwrap() {
            said.push_str(&line);
            said.push('\n');
            let answer = match line.as_str() {
                "." if in_letter => {
                    in_letter = false;
                    "250 taken"
                }
                _ if in_letter => continue,
                "DATA" => {
                    in_letter = true;
                    "354 go on"
                }
                "QUIT" => break,
                line if refuse && line.starts_with("RCPT") => "550 nobody here",
                _ => "250 mail.example",
            };
            writer.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        }
        said
    }

    fn letter() -> Letter {
        Letter {
            to: "anna@alpine.example".into(),
            subject: "Grüße".into(),
            text: "Please open https://portal.example/invitation/abc\n".into(),
        }
    }

    async fn send(letter: Letter, refuse: bool) -> (Result<(), NotSent>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = listener.local_addr().unwrap().to_string();
        let taken = tokio::spawn(async move { take(listener.accept().await.unwrap().0, refuse).await });
        let from = "Portal <portal@example.com>".to_owned();
        let settings = SmtpSettings { server, security: Security::None, login: None, from };
        let mailer = SmtpMailer::new(settings).unwrap();
        let sent = mailer.send(letter).await;
        drop(mailer);
        (sent, taken.await.unwrap())
    }

    #[tokio::test]
    async fn a_letter_reaches_the_mail_server_whole() {
        let (sent, said) = send(letter(), false).await;
        assert_eq!(sent, Ok(()));
        assert!(said.contains("MAIL FROM:<portal@example.com>"), "{said}");
        assert!(said.contains("RCPT TO:<anna@alpine.example>"), "{said}");
        assert!(said.contains("https://portal.example/invitation/abc"), "{said}");
    }

    #[tokio::test]
    async fn a_refused_letter_is_told() {
        assert_eq!(send(letter(), true).await.0, Err(NotSent));
    }

    #[tokio::test]
    async fn nobody_writes_more_into_a_letter_than_its_text() {
        for to in ["anna@alpine.example>\r\nRCPT TO:<all@alpine.example", "a@b.example, c@d.example"] {
            assert!(to.parse::<Mailbox>().is_err(), "{to:?}");
        }
        let lines = "Hello\r\nBcc: all@alpine.example\r\n\r\n.\r\nMAIL FROM:<x@y.example>\r\n";
        let (sent, said) =
            send(Letter { subject: lines.into(), text: lines.into(), ..letter() }, false).await;
        assert_eq!(sent, Ok(()));
        let (head, text) = said.split_once("\n\n").unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{said}");
        assert_eq!(said.matches("RCPT TO:").count(), 1, "{said}");
        assert!(text.contains("\n..\n"), "{said}");
    }

    #[test]
    fn settings_that_would_send_links_in_clear_are_refused() {
        let settings = |server: &str, from: &str| SmtpSettings {
            server: server.into(),
            security: Security::None,
            login: None,
            from: from.into(),
        };
        let refused = |server: &str, from: &str| SmtpMailer::new(settings(server, from)).err().unwrap();
        assert!(matches!(refused("mail.example", "a@b.example"), MailSetupError::Unprotected));
        assert!(matches!(refused("localhost:x", "a@b.example"), MailSetupError::Server));
        assert!(matches!(refused(":25", "a@b.example"), MailSetupError::Server));
        assert!(matches!(refused("localhost", "nobody"), MailSetupError::From(_)));
    }
}
