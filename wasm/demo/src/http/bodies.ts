/** The response bodies of limbda's HTTP interface, as documented in the README. */

import type { HttpResponse } from '../engine/protocol';
import { Numeral, parseExact } from './exact-json';

export type Blob64 = { readonly base64: string };
export type Infinite = { readonly float: string };
/** A value in a row: one of SQL's five types. */
export type Value = null | string | number | Numeral | Blob64 | Infinite;

export interface Rows {
  columns: string[];
  rows: Value[][];
  truncated: boolean;
  rows_affected: number;
  last_insert_rowid: number | Numeral | null;
  rows_read: number;
  durability?: string;
}

export interface Column {
  name: string;
  type: string;
  not_null: boolean;
  default: string | null;
  primary_key: number;
}

export interface Table {
  name: string;
  rows: number | null;
  columns: Column[];
  indexes: { name: string; unique: boolean; partial: boolean; columns: (string | null)[] }[];
  foreign_keys: { columns: string[]; table: string; references: (string | null)[] }[];
  sql: string | null;
}

export interface View {
  name: string;
  columns: Column[];
  sql: string | null;
}

export interface Schema {
  tables: Table[];
  views: View[];
}

export interface Health {
  status: string;
  version: string;
  engine: { name: string; version: string };
  access: string;
}

/** A problem document (RFC 9457), thrown. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  /** The byte of the SQL text at which the error was found. */
  readonly offset: number | undefined;
  /** The position in a batch, from 0. */
  readonly statement: number | undefined;

  constructor(document: ProblemDocument) {
    super(document.detail ?? document.title);
    this.name = 'Problem';
    this.status = document.status;
    this.title = document.title;
    this.code = document.code;
    this.offset = document.offset;
    this.statement = document.statement;
  }
}

interface ProblemDocument {
  status: number;
  title: string;
  code: string;
  detail?: string;
  offset?: number;
  statement?: number;
}

/** The parsed body of a successful response; throws the `Problem` of any other. */
export function bodyOf<T>(response: HttpResponse): T {
  const body = parseExact(new TextDecoder().decode(response.body));
  if (response.status >= 400) throw new Problem(body as ProblemDocument);
  return body as T;
}

export function isBlob(value: Value): value is Blob64 {
  return typeof value === 'object' && value !== null && 'base64' in value;
}

export function isNumeric(value: Value): boolean {
  if (typeof value === 'number' || value instanceof Numeral) return true;
  return typeof value === 'object' && value !== null && 'float' in value;
}

/** The number to draw in a chart, if the value is a finite number. */
export function numberOf(value: Value): number | undefined {
  return typeof value === 'number' || value instanceof Numeral ? Number(value) : undefined;
}

/** The size of a BLOB in bytes, computed from its base64 text. */
export function blobBytes({ base64 }: Blob64): number {
  return Math.floor((base64.length * 3) / 4) - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);
}

/** A value as text to copy. NULL is the empty string. */
export function textOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'object' && 'base64' in value) return value.base64;
  if (typeof value === 'object' && 'float' in value) return value.float;
  return String(value);
}
