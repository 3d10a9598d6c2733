import { Agent, request } from "node:http";
import { summarise, type Times } from "./measure.ts";

export type Call = {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Load = { readonly perSecond: number; readonly latency: Times; readonly failures: number };

/**
 * Keeps `inFlight` requests open to a server on this machine until `calls` gives no more, or the time is up. Answers other than 200
 * count as failures.
 */
export async function load(origin: URL, inFlight: number, seconds: number, next: () => Call | undefined): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const latencies: number[] = [];
  let failures = 0;
  const began = performance.now();
  const worker = async () => {
    for (let call = next(); call && performance.now() - began < seconds * 1000; call = next()) {
      const start = performance.now();
      const status = await send(agent, origin, call);
      latencies.push(performance.now() - start);
      if (status !== 200) failures++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  agent.destroy();
  return { perSecond: latencies.length / ((performance.now() - began) / 1000), latency: summarise(latencies), failures };
}

function send(agent: Agent, origin: URL, { path, method = "GET", headers = {}, body }: Call): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, origin),
      { agent, method, headers: { ...headers, ...(body ? { "content-length": Buffer.byteLength(body) } : {}) } },
      (answer) => {
        answer.resume();
        answer.once("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.once("error", reject);
    sent.end(body);
  });
}
