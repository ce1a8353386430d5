//! `/my/speed-dials/{id}` and `/subscribers/{id}/speed-dials`.

use super::frame::Look;
use crate::{
    components::{Hidden, TextField},
    writes::line::{Asking, SpeedDials},
};
use leptos::prelude::*;
use switchhook_domain::speed_dial::{SlotForm, SpeedDials as Dials, SpeedDialsForm};

impl Look for SpeedDials {
    fn title() -> String {
        say!(speed_dials.title)
    }

    fn lead() -> String {
        say!(speed_dials.lead)
    }

    fn fields(form: SpeedDialsForm, _present: &Dials, _asking: &Asking) -> AnyView {
        let rows = form
            .slots
            .into_iter()
            .enumerate()
            .map(|(index, SlotForm { slot, number })| {
                let name = format!("form[values][slots][{index}]");
                view! {
                    <Hidden name=format!("{name}[slot]") value=slot.clone()/>
                    <TextField
                        name=format!("{name}[number]")
                        label=say!(speed_dials.slot, slot = slot)
                        value=number
                        kind="tel"
                        inputmode="tel"
                    />
                }
            })
            .collect_view();
        view! { <div class="slots">{rows}</div> }.into_any()
    }
}
