// What roles let their holders do, in words.
import { callActions, type Permission, type Role } from "./api/arm";
import { same } from "./ui/text";

// matches reports whether an action is of a pattern, in which * stands for any text. Case does not count.
export function matches(pattern: string, action: string): boolean {
  const text = pattern.toLowerCase().split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp("^" + text.join(".*") + "$").test(action.toLowerCase());
}

const grants = (permissions: Permission[], action: string, data: boolean): boolean =>
  permissions.some((p) => {
    const [yes, no] = data ? [p.dataActions, p.notDataActions] : [p.actions, p.notActions];
    return yes.some((a) => matches(a, action)) && !no.some((a) => matches(a, action));
  });

export const allows = (role: Role, action: string, data = false): boolean => grants(role.properties.permissions, action, data);

// calls says whether a role lets its holder call a model, by route.
export const calls = (role: Role): { models: boolean; openai: boolean; anthropic: boolean } => ({
  models: allows(role, callActions.models, true),
  openai: allows(role, callActions.openai, true),
  anthropic: allows(role, callActions.anthropic, true),
});

export interface Verdict {
  tone: "good" | "warning" | "bad";
  text: string;
}

// verdict answers the question that most people come with, and says so where a role does not do what its name promises.
export function verdict(role: Role): Verdict {
  const may = calls(role);
  const title = role.properties.roleName;
  if (may.models && may.openai) return { tone: "good", text: "Lets its holder call models on every route." };
  if (may.models) return { tone: "good", text: "Lets its holder call models on /models, not on /openai." };
  if (may.openai) return { tone: "warning", text: "Lets its holder call /openai only. Calls of /models are refused: for these take Cognitive Services User." };
  if (same(title, "Owner") || same(title, "Contributor"))
    return { tone: "warning", text: `${title} administers the resource and does not let anybody call its models: it has no data actions. For calls take Cognitive Services User.` };
  return { tone: "bad", text: "Does not let its holder call chat models." };
}
