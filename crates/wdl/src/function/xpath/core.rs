//! The functions of XPath 1.0.

use super::{
    Found, NodeRef,
    evaluate::{Context, Evaluated, Evaluator, truth},
    parser::Expression,
};

/// Calls a function; arguments are evaluated first.
pub(super) fn call(evaluator: &mut Evaluator<'_>, name: &str, args: &[Expression], context: &Context) -> Evaluated {
    let mut values = Vec::with_capacity(args.len());
    for arg in args {
        values.push(evaluator.evaluate(arg, context)?);
    }
    let mut call = Call { evaluator, name, values, context };
    match name {
        "last" => call.count(0, 0)?.number(context.size as f64),
        "position" => call.count(0, 0)?.number(context.position as f64),
        "count" => {
            let count = call.count(1, 1)?.nodes(0)?.len();
            call.number(count as f64)
        }
        "sum" => call.count(1, 1)?.sum(),
        "id" => Ok(Found::Nodes(Vec::new())),
        "local-name" | "name" | "namespace-uri" => call.count(0, 1)?.node_name(),
        "string" => call.count(0, 1)?.text_here().map(Found::Text),
        "number" => {
            let number = if call.count(0, 1)?.values.is_empty() {
                let here = Found::Nodes(vec![context.node]);
                call.evaluator.number(&here)?
            } else {
                call.number_at(0)?
            };
            call.number(number)
        }
        "boolean" => call.count(1, 1)?.truth(|value| value),
        "not" => call.count(1, 1)?.truth(|value| !value),
        "true" => call.count(0, 0).map(|_| Found::Truth(true)),
        "false" => call.count(0, 0).map(|_| Found::Truth(false)),
        "lang" => call.count(1, 1)?.lang(),
        "floor" => call.count(1, 1)?.rounded(f64::floor),
        "ceiling" => call.count(1, 1)?.rounded(f64::ceil),
        // Halves go up.
        "round" => call.count(1, 1)?.rounded(|number| (number + 0.5).floor()),
        _ => call.text_function(),
    }
}

struct Call<'a, 'b> {
    evaluator: &'a mut Evaluator<'b>,
    name: &'a str,
    values: Vec<Found>,
    context: &'a Context,
}

impl Call<'_, '_> {
    fn count(&mut self, least: usize, most: usize) -> Evaluated<&mut Self> {
        if (least..=most).contains(&self.values.len()) {
            return Ok(self);
        }
        Err(format!("the function '{}' cannot take {} arguments.", self.name, self.values.len()))
    }

    fn number(&self, number: f64) -> Evaluated {
        Ok(Found::Number(number))
    }

    fn nodes(&self, at: usize) -> Evaluated<&[NodeRef]> {
        match self.values.get(at) {
            Some(Found::Nodes(nodes)) => Ok(nodes),
            _ => Err(format!("the function '{}' needs nodes.", self.name)),
        }
    }

    fn text_at(&mut self, at: usize) -> Evaluated<String> {
        let value = self.values.get(at).cloned().unwrap_or(Found::Text(String::new()));
        self.evaluator.text(&value)
    }

    fn number_at(&mut self, at: usize) -> Evaluated<f64> {
        let value = self.values.get(at).cloned().unwrap_or(Found::Number(f64::NAN));
        self.evaluator.number(&value)
    }

    /// The text of the argument, else of the context node.
    fn text_here(&mut self) -> Evaluated<String> {
        if self.values.is_empty() { self.evaluator.text_of(self.context.node) } else { self.text_at(0) }
    }

    fn truth(&self, of: fn(bool) -> bool) -> Evaluated {
        Ok(Found::Truth(of(self.values.first().is_some_and(truth))))
    }

    fn rounded(&mut self, round: fn(f64) -> f64) -> Evaluated {
        let number = self.number_at(0)?;
        self.number(round(number))
    }

    fn sum(&mut self) -> Evaluated {
        let nodes = self.nodes(0)?.to_vec();
        let mut sum = 0.0;
        for node in nodes {
            sum += self.evaluator.number(&Found::Nodes(vec![node]))?;
        }
        self.number(sum)
    }

    fn node_name(&self) -> Evaluated {
        let node = if self.values.is_empty() { Some(self.context.node) } else { self.nodes(0)?.first().copied() };
        let document = self.evaluator.document;
        let name = node.map(|node| match self.name {
            "local-name" => node.local_name(document),
            "name" => node.name(document),
            _ => node.namespace(document),
        });
        Ok(Found::Text(name.unwrap_or_default().to_owned()))
    }

    fn lang(&mut self) -> Evaluated {
        let wanted = self.text_at(0)?.to_lowercase();
        let document = self.evaluator.document;
        let declared = std::iter::successors(Some(self.context.node.id), |id| document.parent(*id)).find_map(|id| {
            let attributes = &document.element(id)?.attributes;
            attributes
                .iter()
                .find(|attribute| attribute.name == "xml:lang")
                .map(|attribute| attribute.value.to_lowercase())
        });
        Ok(Found::Truth(declared.is_some_and(|lang| {
            lang == wanted || lang.strip_prefix(&*wanted).is_some_and(|rest| rest.starts_with('-'))
        })))
    }

    fn text_function(&mut self) -> Evaluated {
        let (least, most) = match self.name {
            "concat" => (2, usize::MAX),
            "starts-with" | "contains" | "substring-before" | "substring-after" => (2, 2),
            "substring" => (2, 3),
            "string-length" | "normalize-space" => (0, 1),
            "translate" => (3, 3),
            name => return Err(format!("there is no function '{name}'.")),
        };
        self.count(least, most)?;
        let text = self.text_here()?;
        let result = match self.name {
            "concat" => {
                let mut joined = text;
                for at in 1..self.values.len() {
                    joined.push_str(&self.text_at(at)?);
                    self.evaluator.spend(joined.len() / 8)?;
                }
                joined
            }
            "starts-with" => return Ok(Found::Truth(text.starts_with(&self.text_at(1)?))),
            "contains" => return Ok(Found::Truth(text.contains(&self.text_at(1)?))),
            "substring-before" => {
                text.split_once(&self.text_at(1)?).map(|(before, _)| before.to_owned()).unwrap_or_default()
            }
            "substring-after" => {
                text.split_once(&self.text_at(1)?).map(|(_, after)| after.to_owned()).unwrap_or_default()
            }
            "substring" => self.substring(&text)?,
            "string-length" => return self.number(text.chars().count() as f64),
            "normalize-space" => text.split_whitespace().collect::<Vec<_>>().join(" "),
            _ => {
                let (from, to) = (self.text_at(1)?, self.text_at(2)?);
                self.evaluator.spend(text.len().saturating_mul(from.len()) / 8)?;
                let to: Vec<char> = to.chars().collect();
                let translate = |c: char| match from.chars().position(|other| other == c) {
                    Some(at) => to.get(at).copied(),
                    None => Some(c),
                };
                text.chars().filter_map(translate).collect()
            }
        };
        Ok(Found::Text(result))
    }

    /// The characters whose positions, from 1, are in the rounded range.
    fn substring(&mut self, text: &str) -> Evaluated<String> {
        let round = |number: f64| (number + 0.5).floor();
        let start = round(self.number_at(1)?);
        let end = if self.values.len() < 3 { f64::INFINITY } else { start + round(self.number_at(2)?) };
        let is_inside = |at: usize| (at as f64) >= start && (at as f64) < end;
        Ok(text.chars().enumerate().filter(|(at, _)| is_inside(at + 1)).map(|(_, c)| c).collect())
    }
}
