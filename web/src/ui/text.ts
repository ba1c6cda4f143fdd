// Text of unknown origin, and times.

// Characters that show nothing, or that turn the text around them.
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

// A joiner between two pictures makes one picture of them, and is left in.
const joined = /(?<=\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}\ufe0f]?)\u200d(?=\p{Extended_Pictographic})/gu;

// plain makes a name safe to stand beside others: what cannot be seen is written out, and what is too long is cut.
export function plain(text: unknown, longest = 200): string {
  const all = String(text ?? "");
  const cut = all.length > longest ? all.slice(0, longest).replace(/[\ud800-\udbff]$/, "") + "…" : all;
  return written(cut);
}

// written writes out what cannot be seen; kept are characters that are left as they are.
export function written(text: string, kept = ""): string {
  const joiners = new Set([...text.matchAll(joined)].map((m) => m.index));
  return text.replace(unseen, (c, at: number) => (joiners.has(at) || kept.includes(c) ? c : `⟨U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}⟩`));
}

// shell is text as one word of a POSIX shell: role and group names can hold anything.
export const shell = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : "'" + text.replaceAll("'", `'\\''`) + "'");

// assignLine is the command that assigns a role.
export const assignLine = (role: string, id: string, type: string, scope: string): string =>
  `az role assignment create --role ${shell(role)} --assignee-object-id ${shell(id)} --assignee-principal-type ${shell(type)} --scope ${shell(scope)}`;

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });

// when is a time in the reader's zone.
export const when = (time: string | Date): string => absolute.format(new Date(time));

// ago is how long ago a time is, in the largest unit that fits.
export function ago(time: string | Date): string {
  const seconds = Math.round((new Date(time).getTime() - Date.now()) / 1000);
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]] as const)
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  return relative.format(Math.min(seconds, 0), "second");
}

export const count = (n: number, one: string, many = one + "s"): string => `${n.toLocaleString()} ${n === 1 ? one : many}`;

// same compares ids and names as Azure does: letters without regard to case.
export const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const isGuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text.trim());
