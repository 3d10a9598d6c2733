"use client";

import { useEffect, useState } from "react";

const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** "3 minutes ago", with the exact time in the reader's zone on hover. `time` is ISO 8601. */
export function RelativeTime({ time }: { readonly time: string }) {
  const [now, setNow] = useState<number>();
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  // Until the browser's clock is known, the date alone: the server does not know the reader's zone.
  if (now === undefined) return <time dateTime={time}>{time.slice(0, 10)}</time>;
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {inWords((Date.parse(time) - now) / 1000)}
    </time>
  );
}

function inWords(seconds: number): string {
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const unit = units.find(([, size]) => Math.abs(seconds) >= size);
  return unit ? format.format(Math.trunc(seconds / unit[1]), unit[0]) : "just now";
}
