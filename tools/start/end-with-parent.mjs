// Preloaded into programs that know nothing of us: they end, with all they started, when the process that PLIMSOLL_PARENT names is gone.
// Programs that they fork inherit the preload but not the parent, and have channels of their own to do with as they like.
if (process.channel && process.env.PLIMSOLL_PARENT === String(process.ppid)) {
  process.on("disconnect", () => {
    try {
      process.kill(-process.pid, "SIGKILL");
    } catch {
      process.exit(1);
    }
  });
  process.channel.unref();
}
