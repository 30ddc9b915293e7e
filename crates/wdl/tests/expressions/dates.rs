//! Dates and times.

use crate::check;

#[test]
fn many_ways_of_writing_a_time_are_read() {
    for (text, time) in [
        ("2026-01-15T10:30:00.123456749Z", "2026-01-15T10:30:00.1234567Z"),
        ("2026-01-15T10:30:00.12345675Z", "2026-01-15T10:30:00.1234568Z"),
        ("2026-12-31T23:59:59.99999999Z", "2027-01-01T00:00:00.0000000Z"),
        ("2026-01-15T10:30:00+14:00", "2026-01-14T20:30:00.0000000+00:00"),
        ("2026-01-15 10:30", "2026-01-15T10:30:00.0000000"),
        ("2026-1-5", "2026-01-05T00:00:00.0000000"),
        ("2026-01-15T10:30:00+0200", "2026-01-15T08:30:00.0000000+00:00"),
        ("2026-01-15T23:30:00-05:00", "2026-01-16T04:30:00.0000000+00:00"),
        ("3/15/2018 2:07 PM", "2018-03-15T14:07:00.0000000"),
        ("3/15/2018 12:07:09 AM", "2018-03-15T00:07:09.0000000"),
        ("3/15/2018 2PM", "2018-03-15T14:00:00.0000000"),
        ("March 15, 2018", "2018-03-15T00:00:00.0000000"),
        ("15 Mar 2018 14:07", "2018-03-15T14:07:00.0000000"),
        ("Thu, 15 Mar 2018 14:07:09 GMT", "2018-03-15T14:07:09.0000000Z"),
        ("2018/03/15", "2018-03-15T00:00:00.0000000"),
        (" 2026-01-15 ", "2026-01-15T00:00:00.0000000"),
    ] {
        assert_eq!(crate::eval(&format!("@formatDateTime('{text}')")), format!("\"{time}\""), "{text}");
    }
    for text in [
        "",
        "x",
        "2026-02-30",
        "2026-01-15T25:00",
        "15/03/2018",
        "2026-01-15T10:30:00+99:00",
        "2026-01-15T10:30:00+14:01",
        "Fri, 15 Mar 2018 14:07:09 GMT",
        "1",
        "10:30",
        "2026-01-15Tx",
    ] {
        assert!(crate::eval(&format!("@formatDateTime('{text}')")).contains("was not valid"), "{text}");
    }
}

#[test]
fn formats_follow_dotnet() {
    let time = "2026-03-05T14:07:09.1200000Z";
    for (format, text) in [
        ("R", "Thu, 05 Mar 2026 14:07:09 GMT"),
        ("s", "2026-03-05T14:07:09"),
        ("u", "2026-03-05 14:07:09Z"),
        ("G", "3/5/2026 2:07:09 PM"),
        ("F", "Thursday, March 5, 2026 2:07:09 PM"),
        ("m", "March 5"),
        ("hh:mm tt", "02:07 PM"),
        ("HH:mm:ss.FFF", "14:07:09.12"),
        ("ss.FFFF", "09.12"),
        ("ddd d MMM yy", "Thu 5 Mar 26"),
        ("yyyyy", "02026"),
        ("zzz", "+00:00"),
        ("\"at\" HH'h'", "at 14h"),
        ("gg", "A.D."),
        ("'it\\'s' H", "it's 14"),
        ("yyyy-MM-ddTHH:mmZ", "2026-03-05T14:07Z"),
    ] {
        let format = format.replace('\'', "''");
        assert_eq!(crate::eval(&format!("@formatDateTime('{time}', '{format}')")), format!("{text:?}"), "{format}");
    }
    check(&[
        ("formatDateTime('2026-03-05', 'D', 'de-DE')", "\"Donnerstag, 5. März 2026\""),
        ("formatDateTime('2026-03-05', 'd', 'nl-NL')", "\"5-3-2026\""),
        ("formatDateTime('2026-03-05', 'D', 'sv-SE')", "\"den 5 mars 2026\""),
        ("formatDateTime('2026-03-05', 'D', 'pl-PL')", "\"czwartek, 5 marca 2026\""),
        ("formatDateTime('2026-03-05', 'MMMM', 'pl-PL')", "\"marzec\""),
        ("formatDateTime('2026-03-05', 'D', 'ja-JP')", "\"2026年3月5日木曜日\""),
        ("formatDateTime('2026-03-05', 'D', 'de')", "\"Donnerstag, 5. März 2026\""),
        ("formatDateTime('2026-03-05', null, 'en-us')", "\"2026-03-05T00:00:00.0000000\""),
    ]);
    for format in ["''yyyy", "yyyy\\", "yyyy%", "%%d", "ffffffff"] {
        let failure = crate::eval(&format!("@formatDateTime('{time}', '{format}')"));
        assert!(failure.contains("which is not valid"), "{format}: {failure}");
    }
    for text in ["formatDateTime('2026-03-05', 'q')", "formatDateTime('2026-03-05', 'd', 'xx-YY')", "utcNow('Q')"] {
        assert!(crate::eval(&format!("@{text}")).starts_with("InvalidTemplate: "), "{text}");
    }
}

#[test]
fn times_in_given_formats_and_languages_are_read() {
    check(&[
        ("parseDateTime('05.03.2026 14:07', 'de-DE')", "\"2026-03-05T14:07:00.0000000\""),
        ("parseDateTime('5 mars 2026', 'fr-FR')", "\"2026-03-05T00:00:00.0000000\""),
        ("parseDateTime('5. März 2026', 'de-DE')", "\"2026-03-05T00:00:00.0000000\""),
        ("parseDateTime('05/03/2026', 'en-GB')", "\"2026-03-05T00:00:00.0000000\""),
        ("parseDateTime('2026-07-09 23-59', 'en-US', 'yyyy-MM-dd HH-mm')", "\"2026-07-09T23:59:00.0000000\""),
        // The clock of the tests shows 2026-09-21.
        ("parseDateTime('14:07', 'en-US', 'HH:mm')", "\"2026-09-21T14:07:00.0000000\""),
        ("parseDateTime('5 Mar', 'en-US', 'd MMM')", "\"2026-03-05T00:00:00.0000000\""),
        ("parseDateTime('Mar 5 2026 2:07 PM', 'en-US', 'MMM d yyyy h:mm tt')", "\"2026-03-05T14:07:00.0000000\""),
        ("parseDateTime('2026-03-05T14:07Z', 'en-US', 'yyyy-MM-ddTHH:mmZ')", "\"2026-03-05T14:07:00.0000000Z\""),
        (
            "parseDateTime('20260305T140709+02:00', 'en-US', 'yyyyMMddTHHmmsszzz')",
            "\"2026-03-05T12:07:09.0000000+00:00\"",
        ),
    ]);
    for text in [
        "parseDateTime('2026-07', 'en-US', 'yyyy/MM')",
        "parseDateTime('x', 'en-US', 'HH')",
        "parseDateTime('32', 'en-US', 'dd')",
    ] {
        assert!(crate::eval(&format!("@{text}")).contains("was not valid"), "{text}");
    }
}

#[test]
fn times_move() {
    check(&[
        ("addDays('2024-02-28T00:00:00Z', 1, 'd')", "\"2/29/2024\""),
        ("addToTime('2024-02-29', 1, 'years', 'yyyy-MM-dd')", "\"2025-02-28\""),
        ("addToTime('2024-01-31', 13, 'MONTH', 'yyyy-MM-dd')", "\"2025-02-28\""),
        ("subtractFromTime('2024-01-01', 1, 'Second')", "\"2023-12-31T23:59:59.0000000\""),
        ("startOfHour('2024-05-06T07:08:09.5+00:00')", "\"2024-05-06T07:00:00.0000000+00:00\""),
        ("dateDifference('2024-01-01', '2024-01-01T00:00:00.5')", "\"00:00:00.5000000\""),
        ("dayOfYear('2024-12-31')", "366"),
        ("ticks('0001-01-01')", "0"),
        ("formatDateTime('9999-12-31T23:59:59.9999999', 'o')", "\"9999-12-31T23:59:59.9999999\""),
    ]);
    for text in [
        "addDays('9999-12-31', 1)",
        "addDays('2024-01-01', 1.5)",
        "addToTime('2024-01-01', 9223372036854775807, 'Year')",
        "subtractFromTime('2024-01-01', -9223372036854775808, 'Day')",
        "addDays('0001-01-01', -1)",
    ] {
        assert!(crate::eval(&format!("@{text}")).starts_with("InvalidTemplate: "), "{text}");
    }
}

#[test]
fn zones_follow_their_rules() {
    check(&[
        // In Berlin clocks go from 2 to 3 in March and from 3 to 2 in October.
        ("convertToUtc('2026-03-29T01:59:59', 'W. Europe Standard Time')", "\"2026-03-29T00:59:59.0000000Z\""),
        ("convertToUtc('2026-03-29T03:00:00', 'W. Europe Standard Time')", "\"2026-03-29T01:00:00.0000000Z\""),
        ("convertToUtc('2026-10-25T02:30:00', 'W. Europe Standard Time')", "\"2026-10-25T01:30:00.0000000Z\""),
        ("convertToUtc('2026-07-01T02:30:00', 'Europe/Berlin')", "\"2026-07-01T00:30:00.0000000Z\""),
        ("convertFromUtc('2026-01-01T00:00:00Z', 'UTC')", "\"2026-01-01T00:00:00.0000000Z\""),
        ("convertFromUtc('2026-01-01T00:00:00Z', 'india standard time', 'HH:mm')", "\"05:30\""),
        (
            "convertTimeZone('2026-01-01T00:00:00', 'Tokyo Standard Time', 'Pacific Standard Time')",
            "\"2025-12-31T07:00:00.0000000\"",
        ),
    ]);
    for text in [
        "convertFromUtc('0001-01-01', 'Pacific Standard Time')",
        "convertToUtc('9999-12-31T23:00:00', 'Pacific Standard Time')",
        "convertToUtc('2026-03-29T02:30:00', 'W. Europe Standard Time')",
        "convertTimeZone('2026-03-08T02:00:00', 'Pacific Standard Time', 'UTC')",
    ] {
        assert!(crate::eval(&format!("@{text}")).starts_with("InvalidTemplate: "), "{text}");
    }
}
