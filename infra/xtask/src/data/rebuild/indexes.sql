CREATE INDEX flights_by_day ON flights (month, day);
CREATE INDEX flights_by_route ON flights (origin, dest);
CREATE INDEX flights_by_tailnum ON flights (tailnum);

CREATE VIEW delays AS
SELECT
  airlines.name AS airline,
  count(*) AS flights,
  round(avg(flights.dep_delay), 1) AS mean_dep_delay
FROM flights
JOIN airlines ON airlines.carrier = flights.carrier
GROUP BY airlines.name;
