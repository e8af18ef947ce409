/** What a server behind the proxy sees of the trace. */
export function GET(request: Request): Response {
  return Response.json({ trace_id: request.headers.get('x-trace-id') });
}
