// Chat with a deployment, streamed.
import { send } from "./client";

export interface Message {
  role: "system" | "user" | "assistant" | "tool";
  content: string | null;
  tool_calls?: ToolCall[];
  tool_call_id?: string; // of role tool: the call that the content is the result of
}

export interface ToolCall {
  id: string;
  type: string;
  function: { name: string; arguments: string };
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export interface Heard {
  text?: string;
  tool?: Partial<ToolCall> & { index: number };
  usage?: Usage;
  finish?: string;
  raw: string;
}

// chat sends a request and tells of each event of the answer. It returns the headers of the answer.
export async function chat(endpoint: string, body: object, signal: AbortSignal, hear: (heard: Heard) => void): Promise<Headers> {
  const response = await send("models", endpoint + "/models/chat/completions?api-version=2024-05-01-preview", { method: "POST", body, signal, headers: { "extra-parameters": "pass-through" } });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    buffer += value;
    for (let end = buffer.indexOf("\n\n"); end >= 0; end = buffer.indexOf("\n\n")) {
      event(buffer.slice(0, end), hear);
      buffer = buffer.slice(end + 2);
    }
  }
  if (buffer.trim()) event(buffer, hear);
  return response.headers;
}

function event(text: string, hear: (heard: Heard) => void): void {
  const lines = text.split("\n");
  const data = lines.filter((l) => l.startsWith("data:")).map((l) => l.slice(5).trim()).join("\n");
  if (!data || data === "[DONE]") return;
  const said = JSON.parse(data);
  if (said.error || lines.some((l) => l.startsWith("event: error"))) throw new Error(said.error?.message ?? data);
  const choice = said.choices?.[0];
  hear({
    raw: data,
    ...(choice?.delta?.content && { text: choice.delta.content }),
    ...(choice?.delta?.tool_calls?.[0] && { tool: choice.delta.tool_calls[0] }),
    ...(choice?.finish_reason && { finish: choice.finish_reason }),
    ...(said.usage && { usage: said.usage }),
  });
}
