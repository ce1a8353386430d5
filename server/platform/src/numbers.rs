//! Numbers of lines, one by one (contract 3.31): which there are, and moving an alias number to another line in one step.

use crate::{
    client::{Client, Resource, Row},
    error::Error,
    filter::Filter,
    lenient,
    list::{ById, ListOptions, MOST_ROWS},
    patch::Operation,
    scope::Scoped,
    subscribers::Subscriber,
};
use serde::Deserialize;
use switchhook_domain::{identifier::SubscriberId, number::NumberParts};

/// A number and the line that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineNumber {
    /// Its id, which it keeps when it moves.
    pub id: u64,
    /// The number.
    pub number: NumberParts,
    /// Whose it is.
    pub line: SubscriberId,
    /// Whether it is the line's primary number, which cannot move.
    pub is_primary: bool,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(deserialize_with = "lenient::number")]
    id: u64,
    #[serde(deserialize_with = "lenient::text")]
    cc: String,
    #[serde(default, deserialize_with = "lenient::text")]
    ac: String,
    #[serde(deserialize_with = "lenient::text")]
    sn: String,
    #[serde(deserialize_with = "lenient::number")]
    subscriber_id: SubscriberId,
    #[serde(default, deserialize_with = "lenient::flag")]
    is_primary: bool,
}

impl Row for Wire {
    const COLLECTION: &'static str = "numbers";
}

impl Resource for Wire {
    fn id(&self) -> u64 {
        self.id
    }
}

impl Client {
    /// All numbers of a line.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn line_numbers(
        &self,
        subscriber: &Scoped<Subscriber>,
    ) -> Result<Vec<Scoped<LineNumber>>, Error> {
        self.check(subscriber)?;
        let mut numbers = Vec::new();
        for page in 1.. {
            let filter =
                Filter::default().value("subscriber_id", Some(subscriber.id), |row: &Wire| row.subscriber_id);
            let options = ListOptions { page, rows: MOST_ROWS, ..ListOptions::<ById>::default() };
            let found = self.page(self.listing(filter, &options).await?, &options, |_| true);
            let is_last = !found.has_next();
            numbers.extend(found.rows.iter().map(|row| {
                self.prove(LineNumber {
                    id: row.id,
                    number: NumberParts::from_platform(row.cc.clone(), row.ac.clone(), row.sn.clone()),
                    line: row.subscriber_id,
                    is_primary: row.is_primary,
                })
            }));
            if is_last {
                break;
            }
        }
        Ok(numbers)
    }

    /// Gives an alias number of one line to another as its alias number. The platform itself would let it go to another
    /// reseller's line.
    ///
    /// # Errors
    /// [`Error::Validation`] for a primary number; what writing can meet.
    pub async fn move_number(
        &self,
        number: &Scoped<LineNumber>,
        to: &Scoped<Subscriber>,
    ) -> Result<(), Error> {
        self.check(number)?;
        self.check(to)?;
        self.patch(Wire::COLLECTION, number.id, &[Operation::replace("subscriber_id", to.id.0)]).await
    }
}
