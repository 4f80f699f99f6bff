import type { ContextReport, PartKind, ReportRow } from '../../src/core/chat/protocol.ts';
import { formatNumber, type Words } from '../wording.ts';

/** A stretch of the gauge. */
export interface Segment {
  readonly kind: PartKind | 'free' | 'reserve';
  readonly tokens: number;
}

/** Tokens that a question may take with all that goes with it. */
export function roomOf(report: ContextReport): number {
  return Math.max(0, report.window - report.reserve);
}

/** Tokens of the template around the rows. */
export function templateTokens(report: ContextReport): number {
  const rows = report.rows.reduce((sum, { tokens }) => sum + tokens, 0);
  return Math.max(0, report.used - rows);
}

/** The whole window from left to right. The template counts with the instruction: it is there in every request. */
export function segmentsOf(report: ContextReport): Segment[] {
  const segments: Segment[] = [{ kind: 'system', tokens: templateTokens(report) }];
  for (const { kind, tokens } of report.rows) {
    const last = segments.at(-1);
    if (last?.kind === kind && kind === 'system')
      segments.splice(-1, 1, { kind, tokens: last.tokens + tokens });
    else segments.push({ kind, tokens });
  }
  segments.push({ kind: 'free', tokens: Math.max(0, roomOf(report) - report.used) });
  segments.push({ kind: 'reserve', tokens: report.reserve });
  return segments.filter(({ tokens }) => tokens > 0);
}

/** What a row is called: its place, or what it is. */
export function rowName(row: ReportRow, words: Words): string {
  return row.label || words(`part.${row.kind}`);
}

/** `412`, or `≈ 412` where the count is only estimated. */
export function tokenNumber(tokens: number, exact: boolean, words: Words): string {
  return exact || tokens === 0 ? formatNumber(tokens) : words('unit.approximately', { n: tokens });
}

/** `412 токенов`, or `≈ 412 токенов`. */
export function tokenCount(tokens: number, exact: boolean, words: Words): string {
  const count = words('unit.tokens', { n: tokens });
  return exact ? count : words('unit.approximately', { n: count });
}
