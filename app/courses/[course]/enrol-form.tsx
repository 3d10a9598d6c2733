import { honourCode } from "#server/honour-code";
import { enrolAction } from "./actions.ts";

/** Enrolling is agreeing to the honour code, whichever way one signed in. */
export function EnrolForm({ course }: { readonly course: string }) {
  return (
    <form action={enrolAction} className="form">
      <input type="hidden" name="course" value={course} />
      <fieldset className="field">
        <legend>Honour code</legend>
        <ul id="honour-text">
          {honourCode.promises.map((promise) => (
            <li key={promise}>{promise}</li>
          ))}
        </ul>
        <label>
          <input type="checkbox" name="honour" value="accepted" required aria-describedby="honour-text" /> I accept the honour code
        </label>
      </fieldset>
      <button type="submit" className="button">
        Enrol
      </button>
    </form>
  );
}
