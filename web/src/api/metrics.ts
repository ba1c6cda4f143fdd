// What the portal asks of Azure Monitor's metrics, and of usage.
import { versions } from "./arm";
import { arm, withQuery } from "./client";

export interface Point {
  timeStamp: string;
  total?: number;
  average?: number;
  count?: number;
  p50?: number;
  p95?: number;
}

export interface Series {
  metadatavalues: { name: { value: string }; value: string }[];
  data: Point[];
}

export interface Metric {
  name: { value: string; localizedValue: string };
  unit: string;
  timeseries: Series[];
}

export interface Asked {
  names: string[];
  timespan: string; // a duration that ends now
  interval: string;
  aggregation?: string;
  split?: string[]; // dimensions
  top?: number; // combinations of them, the largest; 10 unless it is said
}

// metrics asks for metrics of an account, in the order of their names.
export async function metrics(account: string, asked: Asked): Promise<Metric[]> {
  const query = new URLSearchParams({ metricnames: asked.names.join(","), timespan: asked.timespan, interval: asked.interval });
  if (asked.aggregation) query.set("aggregation", asked.aggregation);
  if (asked.split?.length) query.set("$filter", asked.split.map((dimension) => `${dimension} eq '*'`).join(" and "));
  if (asked.top) query.set("top", String(asked.top));
  return (await arm<{ value: Metric[] }>(`${account}/providers/Microsoft.Insights/metrics?${query}`, "2018-01-01")).value;
}

export interface Counts {
  requests: number;
  failed: number;
  throttled: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

export interface Left {
  limit: number;
  remaining: number;
  resetSeconds: number;
}

export interface Limit {
  deployment: string;
  requests?: Left;
  tokens?: Left;
}

// mine is what the person has used of an account, and what is left of what limits them, a minute.
export const mine = (account: string): Promise<{ today: Counts; last30Days: Counts; limits: Limit[] }> => arm(`${account}/providers/Microsoft.Keyless/mine`, versions.keyless);

export interface Backing {
  deployment: string;
  servers: { name: string; health: string }[];
  problem?: string;
}

// health is what is behind each deployment of an account.
export const health = async (account: string): Promise<Backing[]> => (await arm<{ value: Backing[] }>(`${account}/providers/Microsoft.Keyless/health`, versions.keyless)).value;

export interface Quota {
  id: string;
  name: string;
  properties: { principalId: string; counts?: string; tokensPerMinute?: number; requestsPerMinute?: number };
}

// quotas are those that administrators have set at an account and its deployments.
export const quotas = async (account: string): Promise<Quota[]> => (await arm<{ value: Quota[] }>(`${account}/providers/Microsoft.Keyless/quotas`, versions.keyless)).value;

// Caller is a principal, a group or a key, and its calls by interval. Intervals without a call are left out.
export interface Caller {
  principalId: string;
  principalName?: string;
  tenantId?: string; // "" of a key
  account?: string; // of a key
  calls: number;
  series: { at: string; calls: number }[];
}

// callers are those who were allowed the most calls of an account: by principal or by group. minutes is the length of intervals.
export const callers = async (account: string, asked: { by: string; since: string; minutes: number; top: number }): Promise<{ value: Caller[]; others: number }> =>
  arm(withQuery(`${account}/providers/Microsoft.Keyless/callers`, { by: asked.by, since: asked.since, minutes: String(asked.minutes), top: String(asked.top) }), versions.keyless);

export interface Used {
  day?: string; // UTC
  principalId?: string;
  principalName?: string;
  deployment?: string;
  requests: number;
  failed: number;
  throttled: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

// used is what principals, groups or deployments have used from a day on.
export const used = async (account: string, by: string, since: string): Promise<Used[]> =>
  (await arm<{ value: Used[] }>(`${account}/providers/Microsoft.Keyless/usage?${new URLSearchParams({ by, since })}`, versions.keyless)).value;

// usedByDay is the same with a row for each day.
export const usedByDay = async (account: string, by: string, since: string): Promise<Used[]> =>
  (await arm<{ value: Used[] }>(`${account}/providers/Microsoft.Keyless/usage?${new URLSearchParams({ by, since, daily: "true" })}`, versions.keyless)).value;
