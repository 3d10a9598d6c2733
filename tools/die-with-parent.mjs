// Preloaded into every server that a start spawns: when that start is gone, even by kill -9, the channel to it closes.
// Processes that the server forks inherit this preload and look after themselves.
if (process.ppid === Number(process.env.STARTED_BY)) {
  process.on("disconnect", () => process.exit(0));
  process.channel?.unref();
}
