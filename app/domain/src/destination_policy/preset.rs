//! Kinds of destinations that a reseller may deny as a whole, with the numbers that belong to them.
//!
//! The beginnings follow the public numbering plans (country codes of ITU-T E.164, the national plans, the North American plan)
//! without being a complete copy of them; what a reseller writes down beats every preset.

use serde::{Deserialize, Serialize};

/// A kind of destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Numbers of which the called party gets a share: 0900 and the like.
    PremiumRate,
    /// Service numbers that cost more than a usual call: shared cost, mass calling, personal numbers.
    SharedCost,
    /// Satellite telephones.
    Satellite,
    /// Networks that belong to no country.
    GlobalNetwork,
    /// Countries that share +1 with the United States and Canada and look as near, but are not.
    Caribbean,
    /// Every number of another country than the line's.
    International,
    /// SIP addresses outside of the line's own domain.
    ForeignAddress,
}

impl Preset {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::PremiumRate,
        Self::SharedCost,
        Self::Satellite,
        Self::GlobalNetwork,
        Self::Caribbean,
        Self::International,
        Self::ForeignAddress,
    ];

    /// The name under which it is stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PremiumRate => "premium_rate",
            Self::SharedCost => "shared_cost",
            Self::Satellite => "satellite",
            Self::GlobalNetwork => "global_network",
            Self::Caribbean => "caribbean",
            Self::International => "international",
            Self::ForeignAddress => "foreign_address",
        }
    }

    /// The preset with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }

    /// The beginnings of the numbers that belong to it. [`Self::International`] and [`Self::ForeignAddress`] are told otherwise.
    pub(super) const fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::PremiumRate => PREMIUM_RATE,
            Self::SharedCost => SHARED_COST,
            Self::Satellite => SATELLITE,
            Self::GlobalNetwork => GLOBAL_NETWORK,
            Self::Caribbean => CARIBBEAN,
            Self::International | Self::ForeignAddress => &[],
        }
    }
}

#[rustfmt::skip]
const PREMIUM_RATE: &[&str] = &[
    // The international premium rate service.
    "979",
    // North America, Greece, the Netherlands, Belgium, France, Spain.
    "1900", "30901", "30909", "3190", "3290", "3389", "34803", "34806", "34807", "34905", "34907",
    // Portugal, Luxembourg, Ireland, Finland.
    "351601", "351607", "351646", "351648", "351760", "351761", "351762", "352900", "352901", "352905", "35315",
    "358600", "358700",
    // Hungary, Croatia, Slovenia, Italy.
    "3690", "3691", "38560", "38561", "38564", "38565", "38569", "38690", "3989",
    // Switzerland, the Czech Republic, Slovakia, Liechtenstein.
    "41900", "41901", "41906", "420900", "420906", "420908", "420909", "421900", "423900", "423901", "423906",
    // Austria, the United Kingdom, Denmark, Sweden, Norway, Poland.
    "43900", "43901", "43930", "43931", "43939", "449", "44871", "44872", "44873", "4590", "46900", "46939", "46944",
    "47820", "47829", "4870",
    // Germany, Australia, New Zealand.
    "49900", "61190", "64900",
];

#[rustfmt::skip]
const SHARED_COST: &[&str] = &[
    // The international shared cost service.
    "808",
    // Belgium, France, Spain, Portugal, Italy.
    "3270", "3278", "3381", "3382", "34901", "34902", "351707", "351708", "39178", "39199", "39840", "39841", "39847",
    "39848",
    // Switzerland, Austria, the United Kingdom (with personal numbers), Poland.
    "41840", "41842", "41844", "41848", "43810", "43820", "43821", "43828", "4470", "44843", "44844", "44845", "44870",
    "48801",
    // Germany.
    "49137", "49180",
];

/// Inmarsat with its former ocean regions, the global mobile satellite systems, and the satellite networks below +882.
const SATELLITE: &[&str] = &["870", "871", "872", "873", "874", "881", "88213", "88216"];

/// Personal telecommunication, international networks, relief, trials.
const GLOBAL_NETWORK: &[&str] = &["878", "882", "883", "888", "991"];

#[rustfmt::skip]
const CARIBBEAN: &[&str] = &[
    "1242", "1246", "1264", "1268", "1284", "1345", "1441", "1473", "1649", "1658", "1664", "1721", "1758", "1767",
    "1784", "1809", "1829", "1849", "1868", "1869", "1876",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_name_is_read_back() {
        for preset in Preset::ALL {
            assert_eq!(Preset::from_name(preset.name()), Some(preset));
            assert_eq!(serde_json::to_value(preset).unwrap(), preset.name());
        }
        assert_eq!(Preset::from_name("all"), None);
    }

    #[test]
    fn the_tables_hold_digits_and_nothing_twice() {
        let mut seen = BTreeSet::new();
        for preset in Preset::ALL {
            for prefix in preset.prefixes() {
                assert!(prefix.bytes().all(|b| b.is_ascii_digit()) && !prefix.starts_with('0'), "{prefix}");
                assert!((3..=7).contains(&prefix.len()) && seen.insert(*prefix), "{prefix}");
            }
        }
    }
}
