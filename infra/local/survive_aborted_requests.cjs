// dynalite 4.0.0 throws when a client hangs up within a request, which would end it: a service that is killed would take
// its engine with it. The request alone has failed, and nothing of it was begun.
process.on("uncaughtException", (error) => {
  if (error.code === "ECONNRESET") return;
  console.error(error);
  process.exit(1);
});
