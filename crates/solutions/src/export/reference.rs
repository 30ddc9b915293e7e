//! Connection references.

use crate::contents::ReferenceFile;
use crate::element::Element;

pub(super) fn element(reference: &ReferenceFile) -> Element {
    let mut element = Element::new("connectionreference")
        .attr("connectionreferencelogicalname", &reference.logical_name)
        .child(Element::text("connectionreferencedisplayname", &reference.display_name))
        .child(Element::text("connectorid", &format!("/providers/Microsoft.PowerApps/apis/{}", reference.connector)));
    if let Some(custom) = &reference.custom_connector {
        element = element.child(Element::new("customconnectorid").child(Element::text("connectorid", custom)));
    }
    element
        .child(Element::text("description", reference.description.as_deref().unwrap_or_default()))
        .child(Element::text("iscustomizable", "1"))
        .child(Element::text("promptingbehavior", "0"))
        .child(Element::text("statecode", "0"))
        .child(Element::text("statuscode", "1"))
}
