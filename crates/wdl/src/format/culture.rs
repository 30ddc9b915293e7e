//! How languages and regions write numbers and dates. Source: CLDR, in the form in which .NET gives it.

mod language;
mod region;

/// Names of months and days in one language.
#[derive(Debug)]
pub struct Language {
    /// Months from January.
    pub months: [&'static str; 12],
    /// Months beside a day, where the language bends their names.
    pub months_with_day: Option<[&'static str; 12]>,
    /// Short months from January.
    pub short_months: [&'static str; 12],
    /// Days from Sunday.
    pub days: [&'static str; 7],
    /// Short days from Sunday.
    pub short_days: [&'static str; 7],
    /// Before and after noon.
    pub day_halves: [&'static str; 2],
}

/// How a region writes numbers and dates.
#[derive(Debug)]
pub struct Culture {
    /// Its name: `de-DE`; empty for the invariant culture.
    pub name: &'static str,
    /// Names of months and days.
    pub language: &'static Language,
    /// Stands before the fraction.
    pub decimal: &'static str,
    /// Stands between groups of digits.
    pub group: &'static str,
    /// Sizes of groups from the point to the left; the last repeats.
    pub group_sizes: &'static [usize],
    /// The currency's sign.
    pub currency: &'static str,
    /// Digits after the point of an amount of money.
    pub currency_digits: usize,
    /// An amount of money: `n` is the number, `$` the currency's sign.
    pub money: &'static str,
    /// A negative amount of money.
    pub negative_money: &'static str,
    /// A percentage: `n %` or `n%`.
    pub percent: &'static str,
    /// What `/` in a date format stands for.
    pub date_separator: &'static str,
    /// What `:` in a time format stands for.
    pub time_separator: &'static str,
    /// Format `d`.
    pub short_date: &'static str,
    /// Format `D`.
    pub long_date: &'static str,
    /// Format `t`.
    pub short_time: &'static str,
    /// Format `T`.
    pub long_time: &'static str,
    /// Format `m`.
    pub month_day: &'static str,
    /// Format `y`.
    pub year_month: &'static str,
}

impl Culture {
    /// The culture of this name, ignoring case. A language alone means its largest region.
    pub fn find(name: &str) -> Option<&'static Self> {
        let name = name.trim().replace('_', "-");
        let exact = region::CULTURES.iter().find(|culture| culture.name.eq_ignore_ascii_case(&name));
        exact.or_else(|| {
            let is_language = !name.is_empty() && !name.contains('-');
            region::CULTURES.iter().filter(|_| is_language).find(|culture| {
                culture.name.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case(&name))
            })
        })
    }

    /// United States English, which the platform uses when no culture is named.
    pub fn default_culture() -> &'static Self {
        &region::EN_US
    }
}
