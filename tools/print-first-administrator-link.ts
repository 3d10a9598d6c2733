import { env } from "#env";
import { firstAdministratorLink } from "#server/first-administrator";

const link = await firstAdministratorLink(env.PUBLIC_URL);
if (link) console.log(link);
