//! Columns as they are typed.

use std::str::FromStr;

use serde_json::{Value, json};

/// A column of a request, from `NAME:TYPE:DETAIL`.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Column(pub(super) Value);

impl FromStr for Column {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ':');
        let (Some(name), Some(kind)) = (parts.next(), parts.next()) else {
            return Err("a column is NAME:TYPE or NAME:TYPE:DETAIL, for example contoso_Cost:decimal:2".to_owned());
        };
        let detail = parts.next();
        let (name, requirement) = match name.strip_suffix('!') {
            Some(name) => (name, "required"),
            None => (name, "none"),
        };
        let shown = name.split_once('_').map_or(name, |(_, rest)| rest);
        let mut column = json!({"schemaName": name, "displayName": shown, "type": kind, "requirement": requirement});
        let number =
            |text: &str| text.parse::<u32>().map_err(|_| format!("`{text}` in `{name}:{kind}:{text}` is no number"));
        let listed = |text: &str| text.split(',').map(str::trim).map(str::to_owned).collect::<Vec<_>>();
        match (kind, detail) {
            ("text", Some(detail)) => column["maxLength"] = json!(number(detail)?),
            ("decimal", Some(detail)) => column["precision"] = json!(number(detail)?),
            ("dateTime", Some(detail)) => column["behavior"] = json!(detail),
            ("choice" | "multiChoice", Some(detail)) => {
                column["options"] = listed(detail).iter().map(|label| json!({"label": label})).collect();
            }
            ("lookup", Some(detail)) => column["targets"] = json!(listed(detail)),
            ("choice" | "multiChoice" | "lookup", None) => {
                return Err(format!("`{text}` lacks its choices or tables: {name}:{kind}:A,B"));
            }
            (_, None) => {}
            (_, Some(_)) => return Err(format!("the type `{kind}` takes no detail")),
        }
        Ok(Self(column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_typed() {
        let column = |text: &str| text.parse::<Column>().map(|column| column.0);
        assert_eq!(
            column("contoso_Number!:text:40"),
            Ok(
                json!({"schemaName": "contoso_Number", "displayName": "Number", "type": "text", "requirement": "required", "maxLength": 40})
            )
        );
        assert_eq!(
            column("c_S:choice:New, Paid").expect("a column")["options"],
            json!([{"label": "New"}, {"label": "Paid"}])
        );
        assert_eq!(column("c_W:lookup:account").expect("a column")["targets"], json!(["account"]));
        for wrong in ["c_A", "c_A:text:long", "c_A:choice", "c_A:boolean:x"] {
            assert!(column(wrong).is_err(), "{wrong}");
        }
    }
}
