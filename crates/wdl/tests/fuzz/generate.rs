//! New inputs from a seed.

use wdl::function::{self, Signature, Type};

/// Texts that functions take for something: times, formats, zones, places, content, paths, units.
const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "A,b,,c",
    "ß😀İ",
    "\u{0}",
    "e\u{301}",
    "''",
    "@{",
    "}",
    "0",
    "-1",
    "1.5e3",
    "1,000",
    "99999999999999999999",
    "2024-02-29T12:30:00Z",
    "0001-01-01",
    "9999-12-31T23:59:59.9999999",
    "2026-03-29T02:30",
    "Thu, 15 Mar 2018 14:07:09 GMT",
    "15. März 2018",
    "o",
    "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz",
    "%d",
    "'x",
    "U",
    "#,##0.00;(0);'z'",
    "E99",
    "N9999",
    "X",
    "0.0%e+0",
    "en-US",
    "hu-HU",
    "ja-JP",
    "W. Europe Standard Time",
    "Asia/Tokyo",
    "UTC",
    "Month",
    "seconds",
    "D",
    "aGk=",
    "YR==",
    "data:text/plain;base64,aGk=",
    "data:,%41+",
    "https://u@h.x:80/a/../b?c#d",
    "a://[::1",
    "%41%zz+",
    "{\"a\":[1,{\"b\":null}],\"A\":\"x\"}",
    "[1,,2",
    "{'a':0x1F}",
    "<r x=\"1\"><a>t</a><a/></r>",
    "<p:a xmlns:p=\"u\">&#65;</p:a>",
    "//a[last()]/@x",
    "count(//*) > 1 or true()",
    "substring('12345', 1.5)",
    "../a | //b",
    "A",
    "B",
    "T",
    "L",
    "S",
    "p",
    "k",
    "n",
    "True",
    "false",
    "application/json",
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "10",
    "255",
    "100000",
    "100001",
    "1000000",
    "2147483648",
    "9223372036854775807",
    "-9223372036854775808",
    "0.0",
    "-0.0",
    "0.5",
    "1.5",
    "1e15",
    "1234567890123456.0",
    "1e308",
    "5e-324",
    "-1e-7",
    "decimal('79228162514264337593543950335')",
    "decimal('0.0000000000000000000000000001')",
];

const ARRAYS: &[&str] =
    &["createArray(1, 2.5, '3', true, null)", "range(0, 300)", "json('[]')", "split('a,b', ',')", "variables('a')"];
const OBJECTS: &[&str] =
    &["json('{}')", "variables('o')", "json('{\"root\":{\"@a\":1,\"#text\":\"t\",\"b\":[1,null]}}')", "trigger()"];
const CONTENTS: &[&str] =
    &["variables('e')", "variables('x')", "base64ToBinary('aGk=')", "triggerBody()", "xml('<a/>')"];
const ODD: &[&str] =
    &["null", "true", "false", "noSuch()", "item()", "variables('s')", "parameters('p')", "body('B')", "TRUE"];
const MARKS: &[&str] =
    &["(", ")", "[", "]", "?", ".", ",", "'", "''", "@", "@{", "@@{", "}", "+", "-", " ", "\n", "\"", "#", "é"];

pub(crate) struct Generator {
    random: u64,
    corpus: Vec<String>,
    signatures: Vec<&'static Signature>,
}

impl Generator {
    pub(crate) fn new(seed: u64, corpus: Vec<String>) -> Self {
        Self { random: seed, corpus, signatures: function::catalogue().collect() }
    }

    /// SplitMix64: every seed gives a sequence without visible pattern.
    fn below(&mut self, count: usize) -> usize {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.random;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) % count.max(1) as u64) as usize
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len())]
    }

    /// A string of a definition.
    pub(crate) fn input(&mut self) -> String {
        let mut input = match self.below(4) {
            0 | 1 => {
                let at = self.below(self.corpus.len());
                self.corpus[at].clone()
            }
            2 => format!("@{}", self.call(4)),
            _ => format!("a@{{{}}}", self.call(3)),
        };
        // What is generated is worth seeing as it is, too.
        for _ in 0..self.below(4) {
            input = self.mutated(&input);
        }
        input.chars().take(wdl::limits::EXPRESSION_CHARACTERS + 2).collect()
    }

    /// A call of a function, mostly with as many arguments of such types as it takes.
    fn call(&mut self, depth: usize) -> String {
        let at = self.below(self.signatures.len());
        let signature = self.signatures[at];
        let mut args = Vec::new();
        for parameter in &signature.parameters {
            if parameter.optional && self.below(3) == 0 {
                break;
            }
            for _ in 0..if parameter.variadic { 1 + self.below(3) } else { 1 } {
                let which = self.below(parameter.types.len());
                args.push(self.argument(parameter.types[which], depth));
            }
        }
        if self.below(30) == 0 {
            args.push(self.argument(Type::Any, depth));
        }
        let path = match self.below(12) {
            0 => ["?['k']", "[0]", ".K", "?[1]", "['body/value']"][self.below(5)],
            _ => "",
        };
        format!("{}({}){path}", signature.name, args.join(", "))
    }

    fn argument(&mut self, wanted: Type, depth: usize) -> String {
        match self.below(12) {
            0 => return self.pick(ODD).to_owned(),
            1..=4 if depth > 0 => return self.call(depth - 1),
            _ => {}
        }
        match wanted {
            Type::String => format!("'{}'", self.pick(TEXTS).replace('\'', "''")),
            Type::Integer | Type::Number => self.pick(NUMBERS).to_owned(),
            Type::Boolean => self.pick(&["true", "false"]).to_owned(),
            Type::Array => self.pick(ARRAYS).to_owned(),
            Type::Object => self.pick(OBJECTS).to_owned(),
            Type::Content => self.pick(CONTENTS).to_owned(),
            Type::Any => {
                let types = [Type::String, Type::Number, Type::Boolean, Type::Array, Type::Object, Type::Content];
                let which = self.below(types.len());
                self.argument(types[which], 0)
            }
        }
    }

    /// The text with one thing changed.
    fn mutated(&mut self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let (a, b) = (self.below(chars.len() + 1), self.below(chars.len() + 1));
        let (start, end) = (a.min(b), a.max(b).min(a.min(b) + 40));
        let part = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
        let (before, middle, after) = (part(0, start), part(start, end), part(end, chars.len()));
        match self.below(8) {
            0 => before + &after,
            1 => format!("{before}{middle}{middle}{after}"),
            2 => {
                let times = 1 << self.below(9);
                format!("{before}{}{after}", middle.repeat(times))
            }
            3 => format!("{before}{}{middle}{after}", self.pick(MARKS)),
            4 => format!("{before}{}{after}", self.pick(TEXTS)),
            5 => format!("{before}{}{after}", self.pick(NUMBERS)),
            6 => format!("{before}{}{after}", self.call(1)),
            _ => {
                let other = self.below(self.corpus.len());
                let other: Vec<char> = self.corpus[other].chars().collect();
                let from = self.below(other.len() + 1);
                let length = self.below(40);
                before + &other[from..].iter().take(length).collect::<String>() + &after
            }
        }
    }
}
