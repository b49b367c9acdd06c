//! Which rows of the data set go into the database.

use std::collections::HashSet;

use anyhow::{Context, Result};
use csv::StringRecord;

use super::sdist::Source;

/// The rows of every table, in an order in which each table comes after those that it refers to.
pub(super) struct Slice(Vec<Rows>);

/// One table's rows, in the order of its file.
pub(super) struct Rows {
    pub(super) table: &'static str,
    /// The columns' names.
    pub(super) header: StringRecord,
    pub(super) records: Vec<StringRecord>,
}

impl Slice {
    /// Everything.
    pub(super) fn year(source: &Source) -> Result<Self> {
        Ok(Self(vec![
            Rows::read("airlines", &source.airlines)?,
            Rows::read("airports", &source.airports)?,
            Rows::read("planes", &source.planes)?,
            Rows::read("weather", &source.weather)?,
            Rows::read("flights", &source.flights)?,
        ]))
    }

    /// January: its flights and weather, the planes that flew, and every airline and airport.
    pub(super) fn january(source: &Source) -> Result<Self> {
        let weather = Rows::read("weather", &source.weather)?.only("month", |month| month == "1")?;
        let flights = Rows::read("flights", &source.flights)?.only("month", |month| month == "1")?;
        let flew: HashSet<_> = flights.values("tailnum")?.collect();
        let planes = Rows::read("planes", &source.planes)?.only("tailnum", |tailnum| flew.contains(tailnum))?;
        Ok(Self(vec![
            Rows::read("airlines", &source.airlines)?,
            Rows::read("airports", &source.airports)?,
            planes,
            weather,
            flights,
        ]))
    }

    pub(super) fn tables(&self) -> &[Rows] {
        &self.0
    }
}

impl Rows {
    fn read(table: &'static str, text: &str) -> Result<Self> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers()?.clone();
        let records = reader.into_records().collect::<Result<_, _>>().with_context(|| format!("table `{table}`"))?;
        Ok(Self { table, header, records })
    }

    fn only(mut self, column: &str, keep: impl Fn(&str) -> bool) -> Result<Self> {
        let at = self.position(column)?;
        self.records.retain(|record| keep(&record[at]));
        Ok(self)
    }

    fn values(&self, column: &str) -> Result<impl Iterator<Item = &str>> {
        let at = self.position(column)?;
        Ok(self.records.iter().map(move |record| &record[at]))
    }

    fn position(&self, column: &str) -> Result<usize> {
        let at = self.header.iter().position(|name| name == column);
        at.with_context(|| format!("table `{}` has no column `{column}`", self.table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source {
            airlines: "carrier,name\nUA,United\n".into(),
            airports: "faa,name\nEWR,Newark\n".into(),
            planes: "tailnum,year\nN1,2001\nN2,NA\n".into(),
            weather: "origin,month\nEWR,1\nEWR,10\n".into(),
            flights: "month,tailnum\n1,N2\n1,NA\n10,N1\n".into(),
        }
    }

    fn counts(slice: &Slice) -> Vec<(&str, usize)> {
        slice.tables().iter().map(|rows| (rows.table, rows.records.len())).collect()
    }

    #[test]
    fn january_keeps_the_planes_that_flew() {
        let slice = Slice::january(&source()).unwrap();
        assert_eq!(counts(&slice), [("airlines", 1), ("airports", 1), ("planes", 1), ("weather", 1), ("flights", 2)]);
        assert_eq!(&slice.tables()[2].records[0][0], "N2");
    }

    #[test]
    fn the_year_is_everything() {
        let slice = Slice::year(&source()).unwrap();
        assert_eq!(counts(&slice), [("airlines", 1), ("airports", 1), ("planes", 2), ("weather", 2), ("flights", 3)]);
    }
}
