import { contentName } from "#courseware/content";
import type { WorldSource } from "#courseware/worlds";
import { type Diagnostic, isError, startOf } from "#engines/source";
import { validateTerraform } from "#engines/terraform";

/** What is wrong with the modules that a world provides, whoever calls them. */
export function moduleFaults({ name, world }: WorldSource): Diagnostic[] {
  return world.modules.flatMap(({ folder, files }) => {
    const place = `${contentName}/worlds/${name}/provides/${folder}/`;
    return validateTerraform({ files, modules: world.modules })
      .filter(isError)
      .map(({ severity, code, summary, detail, span }) => ({
        ...{ severity, code, summary, detail },
        span: span ? { ...span, file: place + span.file } : startOf(`${place}main.tf`),
      }));
  });
}
