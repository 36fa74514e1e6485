export type Status = 400 | 401 | 403 | 404 | 409 | 410 | 412 | 413 | 415 | 422 | 429 | 503;

export type ProblemRow = {
  readonly status: Status;
  readonly title: string;
  /** What the caller can do about it. */
  readonly remedy: string;
};
