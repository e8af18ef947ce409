/** One of a row of events that can be told apart, without an id of their own: the client names them. */
export function numbered(number) {
  return {
    event_type: 'm_auth_login_fail',
    trace_id: `trace_${Math.floor(number / 5)}`,
    email: `kim${number}@example.com`,
    error_code: `e${number}`,
  };
}
