CREATE TABLE airlines (
  carrier TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL
);

CREATE TABLE airports (
  faa TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  lat REAL NOT NULL,
  lon REAL NOT NULL,
  alt INTEGER NOT NULL,
  tz INTEGER NOT NULL,
  dst TEXT NOT NULL,
  tzone TEXT
);

CREATE TABLE planes (
  tailnum TEXT PRIMARY KEY NOT NULL,
  year INTEGER,
  type TEXT NOT NULL,
  manufacturer TEXT NOT NULL,
  model TEXT NOT NULL,
  engines INTEGER NOT NULL,
  seats INTEGER NOT NULL,
  speed INTEGER,
  engine TEXT NOT NULL
);

CREATE TABLE weather (
  origin TEXT NOT NULL REFERENCES airports(faa),
  year INTEGER NOT NULL,
  month INTEGER NOT NULL,
  day INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  temp REAL,
  dewp REAL,
  humid REAL,
  wind_dir INTEGER,
  wind_speed REAL,
  wind_gust REAL,
  precip REAL NOT NULL,
  pressure REAL,
  visib REAL NOT NULL,
  time_hour TEXT NOT NULL,
  PRIMARY KEY (origin, time_hour)
);

CREATE TABLE flights (
  id INTEGER PRIMARY KEY,
  year INTEGER NOT NULL,
  month INTEGER NOT NULL,
  day INTEGER NOT NULL,
  dep_time INTEGER,
  sched_dep_time INTEGER NOT NULL,
  dep_delay INTEGER,
  arr_time INTEGER,
  sched_arr_time INTEGER NOT NULL,
  arr_delay INTEGER,
  carrier TEXT NOT NULL REFERENCES airlines(carrier),
  flight INTEGER NOT NULL,
  tailnum TEXT,
  origin TEXT NOT NULL REFERENCES airports(faa),
  dest TEXT NOT NULL,
  air_time INTEGER,
  distance INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  minute INTEGER NOT NULL,
  time_hour TEXT NOT NULL
);
