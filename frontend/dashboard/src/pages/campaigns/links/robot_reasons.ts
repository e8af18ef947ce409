const ROBOT_REASONS = ['head', 'prefetch', 'crawler', 'no_user_agent'] as const;
export type RobotReason = (typeof ROBOT_REASONS)[number];

export function isRobotReason(text: string): text is RobotReason {
  return ROBOT_REASONS.some((reason) => reason === text);
}
