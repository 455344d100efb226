/** One thing that the doctor looked at. */
export interface DoctorCheck {
  /** For example `configuration`, `exporter default`, `read back`. */
  readonly name: string;
  readonly ok: boolean;
  /** What was found, and what to do about it. */
  readonly message: string;
}

/** Whether signals arrive, found out by sending some. */
export interface DoctorReport {
  readonly ok: boolean;
  readonly checks: readonly DoctorCheck[];
}
