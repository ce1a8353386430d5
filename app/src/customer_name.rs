//! What people call a customer. The platform has no name for one.

use switchhook_platform::{Contact, Customer};

/// The company, or first and last name; else the reseller's own reference, else the id.
pub(crate) fn customer_name(customer: &Customer, contact: Option<&Contact>) -> String {
    contact
        .and_then(contact_name)
        .or_else(|| customer.external_id.as_deref().and_then(filled).map(str::to_owned))
        .unwrap_or_else(|| customer.id.to_string())
}

/// The company of a contact, or first and last name.
pub(crate) fn contact_name(contact: &Contact) -> Option<String> {
    let person = [&contact.firstname, &contact.lastname].map(Option::as_deref);
    company_or_person(contact.company.as_deref(), person)
}

/// The company, or first and last name.
pub(crate) fn company_or_person(company: Option<&str>, person: [Option<&str>; 2]) -> Option<String> {
    let person = || {
        let names: Vec<_> = person.into_iter().flatten().filter_map(filled).collect();
        (!names.is_empty()).then(|| names.join(" "))
    };
    company.and_then(filled).map(str::to_owned).or_else(person)
}

fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn name(contact: Option<Value>, external_id: Option<&str>) -> String {
        let customer = json!({ "id": 7, "contact_id": 3, "status": "active", "external_id": external_id });
        let customer: Customer = serde_json::from_value(customer).unwrap();
        let contact: Option<Contact> = contact.map(|contact| serde_json::from_value(contact).unwrap());
        customer_name(&customer, contact.as_ref())
    }

    #[test]
    fn the_best_name_there_is() {
        let person =
            |company: Value| json!({ "id": 3, "firstname": "Anna", "lastname": "Huber", "company": company });
        assert_eq!(name(Some(person(json!("Huber GmbH"))), Some("crm-7")), "Huber GmbH");
        assert_eq!(name(Some(person(json!(" "))), Some("crm-7")), "Anna Huber");
        assert_eq!(name(Some(json!({ "id": 3, "lastname": "Huber" })), None), "Huber");
        assert_eq!(name(Some(json!({ "id": 3 })), Some("crm-7")), "crm-7");
        assert_eq!(name(None, Some("")), "7");
        assert_eq!(company_or_person(None, [Some("Anna"), Some(" ")]).as_deref(), Some("Anna"));
    }
}
