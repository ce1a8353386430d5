use crate::stage::{ALPINE, HARBOUR, OF_ALPINE, OTHERS, Stage, on_both_engines};
use switchhook_access::{ForwardTemplateError, Require, StorageError, needs::EditForwardTemplates};
use switchhook_domain::{
    forwards::{NamedTemplateForm, Recipe, TemplateForm},
    permission::{Role, Scope},
};

on_both_engines! {
    a_template_is_kept_for_its_reseller_and_read_by_its_customers
    names_are_unique_for_a_reseller_and_templates_are_few
    a_change_in_the_meantime_is_not_overwritten
    another_reseller_changes_and_removes_nothing
    only_who_may_can_make_one
    what_cannot_be_read_is_no_template
}

async fn alpine(stage: &Stage) -> Require<EditForwardTemplates> {
    stage.require(&stage.reseller().await).await.unwrap()
}

async fn harbour(stage: &Stage) -> Require<EditForwardTemplates> {
    let account = stage.person("reseller@harbour.example", Role::Reseller, Scope::Reseller(HARBOUR)).await;
    stage.require(&account).await.unwrap()
}

fn form(name: &str, number: &str) -> NamedTemplateForm {
    let template = TemplateForm { number: number.into(), ..TemplateForm::usual(Recipe::OfficeHours) };
    NamedTemplateForm { name: name.into(), template }
}

async fn a_template_is_kept_for_its_reseller_and_read_by_its_customers(stage: Stage) {
    let (templates, principal) = (stage.access.forward_templates(), alpine(&stage).await);
    let (first, second) = (form("B <i>ä", "+4312345678"), form("A", ""));
    let id = templates.insert(&principal, &first).await.unwrap();
    templates.insert(&principal, &second).await.unwrap();
    for scope in OF_ALPINE {
        let forms: Vec<_> = templates.list(scope).await.unwrap().into_iter().map(|one| one.form).collect();
        assert_eq!(forms, [second.clone(), first.clone()]);
        assert_eq!(templates.find(scope, id).await.unwrap().unwrap().form, first);
    }
    for scope in OTHERS {
        assert_eq!(templates.list(scope).await.unwrap(), []);
        assert_eq!(templates.find(scope, id).await.unwrap(), None);
    }
    templates.remove(&principal, id).await.unwrap();
    assert_eq!(templates.list(principal.scope()).await.unwrap().len(), 1);
    let again = templates.remove(&principal, id).await;
    assert!(matches!(again, Err(ForwardTemplateError::ChangedMeanwhile)), "{again:?}");
}

async fn names_are_unique_for_a_reseller_and_templates_are_few(stage: Stage) {
    let (templates, principal) = (stage.access.forward_templates(), alpine(&stage).await);
    let harbour = harbour(&stage).await;
    templates.insert(&principal, &form("A", "")).await.unwrap();
    templates.insert(&harbour, &form("A", "")).await.unwrap();
    let again = templates.insert(&principal, &form("A", "+4312345678")).await;
    assert!(matches!(again, Err(ForwardTemplateError::NameTaken)), "{again:?}");
    for number in 1..50 {
        templates.insert(&principal, &form(&format!("{number}"), "")).await.unwrap();
    }
    let list = templates.list(principal.scope()).await.unwrap();
    let renamed = templates.replace(&principal, &list[0], &form("A", "")).await;
    assert!(matches!(renamed, Err(ForwardTemplateError::NameTaken)), "{renamed:?}");
    let one_more = templates.insert(&principal, &form("one more", "")).await;
    assert!(matches!(one_more, Err(ForwardTemplateError::TooMany)), "{one_more:?}");
}

async fn a_change_in_the_meantime_is_not_overwritten(stage: Stage) {
    let (templates, principal) = (stage.access.forward_templates(), alpine(&stage).await);
    templates.insert(&principal, &form("A", "")).await.unwrap();
    let before = templates.list(principal.scope()).await.unwrap().remove(0);
    templates.replace(&principal, &before, &form("B", "+4312345678")).await.unwrap();
    let late = templates.replace(&principal, &before, &form("C", "")).await;
    assert!(matches!(late, Err(ForwardTemplateError::ChangedMeanwhile)), "{late:?}");
    let held = templates.list(principal.scope()).await.unwrap().remove(0);
    assert_eq!((held.id, held.form), (before.id, form("B", "+4312345678")));
}

async fn another_reseller_changes_and_removes_nothing(stage: Stage) {
    let (templates, principal) = (stage.access.forward_templates(), alpine(&stage).await);
    let harbour = harbour(&stage).await;
    templates.insert(&principal, &form("A", "")).await.unwrap();
    let before = templates.list(principal.scope()).await.unwrap().remove(0);
    let changed = templates.replace(&harbour, &before, &form("B", "")).await;
    assert!(matches!(changed, Err(ForwardTemplateError::ChangedMeanwhile)), "{changed:?}");
    let removed = templates.remove(&harbour, before.id).await;
    assert!(matches!(removed, Err(ForwardTemplateError::ChangedMeanwhile)), "{removed:?}");
    assert_eq!(templates.list(principal.scope()).await.unwrap(), [before]);
}

async fn only_who_may_can_make_one(stage: Stage) {
    stage.only_resellers_have::<EditForwardTemplates>().await;
}

async fn what_cannot_be_read_is_no_template(stage: Stage) {
    let id = "00000000000000000000000000000001";
    let row = format!("INSERT INTO forward_templates VALUES ('{id}', 1, 'A', '{{', 0)");
    sqlx::query(&row).execute(&stage.tables().await).await.unwrap();
    let found = stage.access.forward_templates().list(Scope::Reseller(ALPINE)).await;
    assert!(matches!(found, Err(StorageError::Unreadable(_))), "{found:?}");
}
