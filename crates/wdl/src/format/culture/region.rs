//! How regions write numbers and dates.

use super::{
    Culture, Language,
    language::{
        CHINESE, CZECH, DANISH, DUTCH, ENGLISH, FINNISH, FRENCH, GERMAN, HUNGARIAN, ICELANDIC, ITALIAN, JAPANESE,
        KOREAN, NORWEGIAN, POLISH, PORTUGUESE, RUSSIAN, SPANISH, SWEDISH, TURKISH,
    },
};

/// What a language and its regions have in common; regions replace what they do differently.
const fn base(name: &'static str, language: &'static Language) -> Culture {
    Culture {
        name,
        language,
        decimal: ",",
        group: ".",
        group_sizes: &[3],
        currency: "€",
        currency_digits: 2,
        money: "n $",
        negative_money: "-n $",
        percent: "n %",
        date_separator: "/",
        time_separator: ":",
        short_date: "dd/MM/yyyy",
        long_date: "dddd d MMMM yyyy",
        short_time: "HH:mm",
        long_time: "HH:mm:ss",
        month_day: "d MMMM",
        year_month: "MMMM yyyy",
    }
}

const fn english(name: &'static str, currency: &'static str) -> Culture {
    Culture {
        decimal: ".",
        group: ",",
        currency,
        money: "$n",
        negative_money: "-$n",
        percent: "n%",
        long_date: "dddd, d MMMM yyyy",
        ..base(name, &ENGLISH)
    }
}

const fn german(name: &'static str) -> Culture {
    Culture {
        date_separator: ".",
        short_date: "dd.MM.yyyy",
        long_date: "dddd, d. MMMM yyyy",
        month_day: "d. MMMM",
        ..base(name, &GERMAN)
    }
}

const fn nordic(name: &'static str, language: &'static Language) -> Culture {
    Culture {
        group: "\u{a0}",
        currency: "kr",
        date_separator: ".",
        short_date: "dd.MM.yyyy",
        long_date: "dddd d. MMMM yyyy",
        month_day: "d. MMMM",
        ..base(name, language)
    }
}

const fn spanish(name: &'static str) -> Culture {
    Culture {
        long_date: "dddd, d' de 'MMMM' de 'yyyy",
        short_date: "d/M/yyyy",
        short_time: "H:mm",
        long_time: "H:mm:ss",
        month_day: "d' de 'MMMM",
        year_month: "MMMM' de 'yyyy",
        ..base(name, &SPANISH)
    }
}

const fn east_asian(name: &'static str, language: &'static Language, currency: &'static str) -> Culture {
    Culture {
        decimal: ".",
        group: ",",
        currency,
        money: "$n",
        negative_money: "-$n",
        percent: "n%",
        short_date: "yyyy/M/d",
        long_date: "yyyy年M月d日",
        month_day: "M月d日",
        year_month: "yyyy年M月",
        ..base(name, language)
    }
}

pub(super) static EN_US: Culture = Culture {
    short_date: "M/d/yyyy",
    long_date: "dddd, MMMM d, yyyy",
    short_time: "h:mm tt",
    long_time: "h:mm:ss tt",
    month_day: "MMMM d",
    ..english("en-US", "$")
};

/// A language's largest region stands first, for it is what the language alone means.
pub(super) static CULTURES: &[Culture] = &[
    Culture {
        name: "",
        currency: "¤",
        negative_money: "($n)",
        percent: "n %",
        short_date: "MM/dd/yyyy",
        long_date: "dddd, dd MMMM yyyy",
        short_time: "HH:mm",
        long_time: "HH:mm:ss",
        month_day: "MMMM dd",
        year_month: "yyyy MMMM",
        ..english("", "¤")
    },
    Culture {
        short_date: "M/d/yyyy",
        long_date: "dddd, MMMM d, yyyy",
        short_time: "h:mm tt",
        long_time: "h:mm:ss tt",
        month_day: "MMMM d",
        ..english("en-US", "$")
    },
    Culture { long_date: "dd MMMM yyyy", ..english("en-GB", "£") },
    Culture { short_date: "d/MM/yyyy", short_time: "h:mm tt", long_time: "h:mm:ss tt", ..english("en-AU", "$") },
    Culture {
        date_separator: "-",
        short_date: "yyyy-MM-dd",
        long_date: "MMMM d, yyyy",
        short_time: "h:mm tt",
        long_time: "h:mm:ss tt",
        month_day: "MMMM d",
        ..english("en-CA", "$")
    },
    Culture { currency: "€", ..english("en-IE", "€") },
    Culture {
        group_sizes: &[3, 2],
        date_separator: "-",
        short_date: "dd-MM-yyyy",
        long_date: "dd MMMM yyyy",
        ..english("en-IN", "₹")
    },
    Culture { short_date: "d/MM/yyyy", short_time: "h:mm tt", long_time: "h:mm:ss tt", ..english("en-NZ", "$") },
    Culture {
        decimal: ",",
        group: "\u{a0}",
        short_date: "yyyy/MM/dd",
        long_date: "dddd, dd MMMM yyyy",
        month_day: "dd MMMM",
        ..english("en-ZA", "R")
    },
    german("de-DE"),
    Culture { group: "\u{a0}", money: "$ n", negative_money: "-$ n", ..german("de-AT") },
    Culture {
        decimal: ".",
        group: "’",
        currency: "CHF",
        money: "$ n",
        negative_money: "$-n",
        percent: "n%",
        ..german("de-CH")
    },
    Culture { group: "\u{a0}", ..base("fr-FR", &FRENCH) },
    Culture { group: "\u{a0}", short_date: "dd-MM-yy", date_separator: "-", ..base("fr-BE", &FRENCH) },
    Culture {
        group: "\u{a0}",
        currency: "$",
        date_separator: "-",
        short_date: "yyyy-MM-dd",
        long_date: "d MMMM yyyy",
        short_time: "HH' h 'mm",
        long_time: "HH' h 'mm' min 'ss' s'",
        ..base("fr-CA", &FRENCH)
    },
    Culture {
        group: "\u{a0}",
        currency: "CHF",
        percent: "n%",
        date_separator: ".",
        short_date: "dd.MM.yyyy",
        long_date: "dddd, d MMMM yyyy",
        ..base("fr-CH", &FRENCH)
    },
    spanish("es-ES"),
    Culture {
        decimal: ".",
        group: ",",
        currency: "$",
        money: "$n",
        negative_money: "-$n",
        percent: "n%",
        short_date: "dd/MM/yyyy",
        short_time: "hh:mm tt",
        long_time: "hh:mm:ss tt",
        ..spanish("es-MX")
    },
    Culture {
        currency: "$",
        money: "$ n",
        negative_money: "-$ n",
        short_time: "HH:mm",
        long_time: "HH:mm:ss",
        ..spanish("es-AR")
    },
    Culture { percent: "n%", ..base("it-IT", &ITALIAN) },
    Culture {
        money: "$ n",
        negative_money: "$ -n",
        percent: "n%",
        date_separator: "-",
        short_date: "d-M-yyyy",
        ..base("nl-NL", &DUTCH)
    },
    Culture { money: "$ n", negative_money: "$ -n", percent: "n%", short_date: "d/MM/yyyy", ..base("nl-BE", &DUTCH) },
    Culture {
        currency: "R$",
        money: "$ n",
        negative_money: "-$ n",
        percent: "n%",
        long_date: "dddd, d' de 'MMMM' de 'yyyy",
        month_day: "d' de 'MMMM",
        year_month: "MMMM' de 'yyyy",
        ..base("pt-BR", &PORTUGUESE)
    },
    Culture {
        group: "\u{a0}",
        percent: "n%",
        long_date: "d' de 'MMMM' de 'yyyy",
        month_day: "d' de 'MMMM",
        year_month: "MMMM' de 'yyyy",
        ..base("pt-PT", &PORTUGUESE)
    },
    Culture {
        group: "\u{a0}",
        currency: "kr",
        date_separator: "-",
        short_date: "yyyy-MM-dd",
        long_date: "'den 'd MMMM yyyy",
        ..base("sv-SE", &SWEDISH)
    },
    Culture {
        group: ".",
        currency: "kr.",
        time_separator: ".",
        short_time: "HH.mm",
        long_time: "HH.mm.ss",
        long_date: "d. MMMM yyyy",
        ..nordic("da-DK", &DANISH)
    },
    Culture { money: "$ n", negative_money: "-$ n", ..nordic("nb-NO", &NORWEGIAN) },
    Culture {
        currency: "€",
        time_separator: ".",
        short_date: "d.M.yyyy",
        long_date: "dddd d. MMMM yyyy",
        short_time: "H.mm",
        long_time: "H.mm.ss",
        ..nordic("fi-FI", &FINNISH)
    },
    Culture {
        group: ".",
        currency: "ISK",
        currency_digits: 0,
        percent: "n%",
        short_date: "d.M.yyyy",
        long_date: "dddd, d. MMMM yyyy",
        ..nordic("is-IS", &ICELANDIC)
    },
    Culture {
        group: "\u{a0}",
        currency: "zł",
        percent: "n%",
        date_separator: ".",
        short_date: "dd.MM.yyyy",
        long_date: "dddd, d MMMM yyyy",
        ..base("pl-PL", &POLISH)
    },
    Culture {
        group: "\u{a0}",
        currency: "Kč",
        date_separator: ".",
        short_date: "dd.MM.yyyy",
        long_date: "dddd d. MMMM yyyy",
        short_time: "H:mm",
        long_time: "H:mm:ss",
        month_day: "d. MMMM",
        ..base("cs-CZ", &CZECH)
    },
    Culture {
        group: "\u{a0}",
        currency: "Ft",
        percent: "n%",
        date_separator: ". ",
        short_date: "yyyy. MM. dd.",
        long_date: "yyyy. MMMM d., dddd",
        short_time: "H:mm",
        long_time: "H:mm:ss",
        month_day: "MMMM d.",
        year_month: "yyyy. MMMM",
        ..base("hu-HU", &HUNGARIAN)
    },
    Culture {
        currency: "₺",
        money: "$n",
        negative_money: "-$n",
        percent: "%n",
        date_separator: ".",
        short_date: "d.MM.yyyy",
        long_date: "d MMMM yyyy dddd",
        ..base("tr-TR", &TURKISH)
    },
    Culture {
        group: "\u{a0}",
        currency: "₽",
        date_separator: ".",
        short_date: "dd.MM.yyyy",
        long_date: "dddd, d MMMM yyyy 'г.'",
        year_month: "MMMM yyyy 'г.'",
        ..base("ru-RU", &RUSSIAN)
    },
    Culture {
        currency_digits: 0,
        short_date: "yyyy/MM/dd",
        long_date: "yyyy年M月d日dddd",
        short_time: "H:mm",
        long_time: "H:mm:ss",
        ..east_asian("ja-JP", &JAPANESE, "￥")
    },
    Culture { long_date: "yyyy年M月d日dddd", ..east_asian("zh-CN", &CHINESE, "¥") },
    Culture {
        long_date: "yyyy年M月d日 dddd",
        short_time: "tth:mm",
        long_time: "tth:mm:ss",
        ..east_asian("zh-TW", &CHINESE, "$")
    },
    Culture {
        currency_digits: 0,
        date_separator: ". ",
        short_date: "yyyy. M. d.",
        long_date: "yyyy년 M월 d일 dddd",
        short_time: "tt h:mm",
        long_time: "tt h:mm:ss",
        month_day: "M월 d일",
        year_month: "yyyy년 M월",
        ..east_asian("ko-KR", &KOREAN, "₩")
    },
];
