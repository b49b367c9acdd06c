/** Example queries, for the demo database and for any other file. */

import { computed } from '@preact/signals';
import type { Schema } from '../http/bodies';
import { database, schema } from './database';
import { quoteName } from './names';

export interface Example {
  title: string;
  sql: string;
  params?: string;
}

const DEMO: readonly Example[] = [
  {
    title: 'Which airlines are late?',
    sql: 'select airline, flights, mean_dep_delay as delay\nfrom delays\norder by delay desc',
  },
  {
    title: 'Flights by hour of the day',
    sql: 'select sched_dep_time / 100 as hour, count(*) as flights, round(avg(dep_delay), 1) as delay\nfrom flights\ngroup by hour\norder by hour',
  },
  {
    title: 'Busiest routes',
    sql: "select f.origin || ' – ' || f.dest as route, a.name as destination, count(*) as flights, cast(avg(f.distance) as integer) as miles\nfrom flights f\nleft join airports a on a.faa = f.dest\ngroup by f.origin, f.dest\norder by flights desc\nlimit 25",
  },
  {
    title: 'Every flight: 27,004 rows',
    sql: 'select * from flights',
  },
  {
    title: 'Temperature through January',
    sql: "select time_hour, temp\nfrom weather\nwhere origin = 'JFK'\norder by time_hour",
  },
  {
    title: 'New aircraft, with parameters',
    sql: 'select tailnum, year, manufacturer, model, seats\nfrom planes\nwhere manufacturer like :maker and year >= :since\norder by year desc',
    params: '{"maker": "airbus%", "since": 2010}',
  },
  {
    title: 'A write, then a read, in one transaction',
    sql: "create table if not exists note (id integer primary key, text text not null, at text default current_timestamp);\ninsert into note (text) values ('written in a browser tab');\nselect * from note order by id desc",
  },
];

/** Queries that work with every database. */
const GENERAL: readonly Example[] = [
  {
    title: 'Every type of value',
    sql: "select null as nothing, 9223372036854775807 as largest, 1.0 as real, 9e999 as infinite, 'text, \"quoted\"' as text, x'cafe00' as blob",
  },
  {
    title: 'An endless query, to cancel',
    sql: 'with recursive c(x) as (select 1 union all select x + 1 from c)\nselect count(*) from c',
  },
];

/** The most tables of a file with an example. */
const SHOWN_TABLES = 4;

export const examples = computed<readonly Example[]>(() => {
  const own = database.value && !database.value.isDemo;
  return [...(own ? examplesOf(schema.value) : DEMO), ...GENERAL];
});

function examplesOf(schema: Schema | undefined): Example[] {
  const names = [...(schema?.tables ?? []), ...(schema?.views ?? [])].slice(0, SHOWN_TABLES).map(({ name }) => name);
  const rows = names.map((name) => ({ title: `Rows of ${name}`, sql: `select * from ${quoteName(name)} limit 200` }));
  return [
    ...rows,
    { title: 'Contents of the file', sql: 'select type, name, sql\nfrom sqlite_schema\norder by type, name' },
  ];
}
