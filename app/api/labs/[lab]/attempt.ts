/** One line of a lab's history, as JSON. */
export function attemptOf({
  id,
  score,
  max,
  passed,
  createdAt,
}: {
  id: string;
  score: number;
  max: number;
  passed: boolean;
  createdAt: Date;
}) {
  return { id, score, max, passed, at: createdAt.toISOString() };
}
