//! `solution.xml`.

use crate::{
    Contents,
    contents::{ComponentType, DependencyEnd, Manifest, Publisher},
    element::Element,
};

/// The version of the format that is written.
const FORMAT: &str = "9.2";

pub(crate) fn element(manifest: &Manifest, contents: &Contents) -> Element {
    let descriptions = match &manifest.description {
        Some(text) => Element::label("Descriptions", "Description", text),
        None => Element::new("Descriptions"),
    };
    let missing = manifest.missing_dependencies.iter().map(|pair| {
        Element::new("MissingDependency")
            .child(end("Required", &pair.required))
            .child(end("Dependent", &pair.dependent))
    });
    let inside = Element::new("SolutionManifest")
        .child(Element::text("UniqueName", &manifest.unique_name))
        .child(Element::label("LocalizedNames", "LocalizedName", &manifest.display_name))
        .child(descriptions)
        .child(Element::text("Version", &manifest.version.to_string()))
        .child(Element::text("Managed", manifest.managed.code()))
        .children(manifest.patch_of.iter().map(|parent| {
            Element::new("ParentSolution")
                .child(Element::text("UniqueName", &parent.unique_name))
                .child(Element::text("Version", &parent.version.to_string()))
        }))
        .child(publisher(&manifest.publisher))
        .child(Element::new("RootComponents").children(root_components(contents)))
        .child(Element::new("MissingDependencies").children(missing));
    Element::new("ImportExportXml")
        .attr("version", FORMAT)
        .attr("SolutionPackageVersion", FORMAT)
        .attr("languagecode", crate::element::LANGUAGE)
        .attr("generatedBy", "Steward")
        .attr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .child(inside)
}

fn publisher(publisher: &Publisher) -> Element {
    let mut element = Element::new("Publisher")
        .child(Element::text("UniqueName", &publisher.unique_name))
        .child(Element::label("LocalizedNames", "LocalizedName", &publisher.display_name))
        .child(Element::new("Descriptions"))
        .child(nothing("EMailAddress"))
        .child(nothing("SupportingWebsiteUrl"))
        .child(Element::text("CustomizationPrefix", &publisher.prefix));
    if let Some(prefix) = publisher.option_value_prefix {
        element = element.child(Element::number("CustomizationOptionValuePrefix", prefix));
    }
    element.child(Element::new("Addresses").child(address(1)).child(address(2)))
}

/// The platform insists on two addresses and takes them empty.
fn address(number: i64) -> Element {
    const BEFORE: [&str; 15] = [
        "City",
        "County",
        "Country",
        "Fax",
        "FreightTermsCode",
        "ImportSequenceNumber",
        "Latitude",
        "Line1",
        "Line2",
        "Line3",
        "Longitude",
        "Name",
        "PostalCode",
        "PostOfficeBox",
        "PrimaryContactName",
    ];
    const AFTER: [&str; 8] = [
        "StateOrProvince",
        "Telephone1",
        "Telephone2",
        "Telephone3",
        "TimeZoneRuleVersionNumber",
        "UPSZone",
        "UTCOffset",
        "UTCConversionTimeZoneCode",
    ];
    Element::new("Address")
        .child(Element::number("AddressNumber", number))
        .child(Element::text("AddressTypeCode", "1"))
        .children(BEFORE.map(nothing))
        .child(Element::text("ShippingMethodCode", "1"))
        .children(AFTER.map(nothing))
}

fn nothing(name: &str) -> Element {
    Element::new(name).attr("xsi:nil", "true")
}

fn root_components(contents: &Contents) -> Vec<Element> {
    let component = |code: &str| Element::new("RootComponent").attr("type", code);
    let named =
        |code: &str, name: &str, behavior: &str| component(code).attr("schemaName", name).attr("behavior", behavior);
    let with_id = |code: &str, id: String| component(code).attr("id", &format!("{{{id}}}")).attr("behavior", "0");
    let tables = contents.tables.iter().map(|table| named("1", &table.logical_name, "0"));
    let extensions = contents.extensions.iter().map(|extension| {
        let behavior = if extension.columns.is_empty() { "2" } else { "1" };
        named("1", &extension.extends, behavior)
    });
    let choices = contents.choices.iter().map(|choice| named("9", &choice.name, "0"));
    let roles = contents.roles.iter().map(|role| with_id("20", role.id.to_string()));
    let flows = contents.flows.iter().map(|flow| with_id("29", flow.id.to_string()));
    let connectors = contents.connectors.iter().map(|connector| named("372", &connector.name, "0"));
    let variables = contents.environment_variables.iter().map(|variable| named("380", &variable.schema_name, "0"));
    tables.chain(extensions).chain(choices).chain(roles).chain(flows).chain(connectors).chain(variables).collect()
}

fn end(name: &str, end: &DependencyEnd) -> Element {
    let (kind, named) = match &end.component_type {
        ComponentType::Code(code) => (code.to_string(), "schemaName"),
        ComponentType::Named(kind) if end.component_type.is_connection_reference() => {
            (kind.clone(), "id.connectionreferencelogicalname")
        }
        ComponentType::Named(kind) => (kind.clone(), "schemaName"),
    };
    let id = end.id.map(|id| format!("{{{id}}}"));
    let attributes = [
        ("id", id.as_ref()),
        (named, end.schema_name.as_ref()),
        ("displayName", end.display_name.as_ref()),
        ("parentSchemaName", end.parent_schema_name.as_ref()),
        ("solution", end.solution.as_ref()),
    ];
    let given = attributes.into_iter().filter_map(|(name, value)| Some((name, value?)));
    given.fold(Element::new(name).attr("type", &kind), |element, (name, value)| element.attr(name, value))
}
