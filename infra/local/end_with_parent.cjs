// Loaded before dynalite where nothing on disk names it: when whoever holds the other end of stdin is gone, so is it.
process.stdin.on("end", () => process.exit()).on("error", () => process.exit()).resume();
