//! The Dockerfile's steps, rehearsed without Docker: in folders that stand for the images' roots, with the tools of the image
//! that does the work, busybox. What the base images hold, and what an engine makes of the steps, is not in it.

mod dockerfile;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::tools::on_path;
use crate::{apt, shell};
use dockerfile::{Instruction, expanded, instructions};

/// The image that the steps run in, and what Lambda's base image says of its folders.
const WORKS: &str = "public.ecr.aws/docker/library/busybox:";
const SERVES: &str = "public.ecr.aws/lambda/provided:al2023";
const FOLDERS: [(&str, &str); 2] = [("LAMBDA_TASK_ROOT", "/var/task"), ("LAMBDA_RUNTIME_DIR", "/var/runtime")];

/// An image on its way: its root, and the variables that are set.
struct Image {
    root: PathBuf,
    variables: BTreeMap<String, String>,
}

/// Takes the steps on a package, and looks at what they leave.
pub(super) fn rehearse(dockerfile: &Path, package: &Path, folder: &Path) -> Result<()> {
    let text = fs::read_to_string(shell::root().join(dockerfile))?;
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let tools = busybox(&folder.join("tools"))?;
    let mut images = BTreeMap::<String, Image>::new();
    let mut name = String::new();
    for Instruction { keyword, rest } in instructions(&text) {
        println!("rehearsing {keyword} {rest}");
        if keyword == "FROM" {
            name = rest.rsplit_once(" AS ").map_or("image", |(_, name)| name).to_owned();
            images.insert(name.clone(), from(&rest, folder.join(&name))?);
            continue;
        }
        let others: BTreeMap<_, _> = images.iter().map(|(name, image)| (name.clone(), image.root.clone())).collect();
        let image = images.get_mut(&name).context("the Dockerfile does not begin with FROM")?;
        image.take(&keyword, &rest, package, &others, &tools).with_context(|| format!("{keyword} {rest}"))?;
    }
    images.get("image").context("the last image has no place")?.check()
}

fn from(rest: &str, root: PathBuf) -> Result<Image> {
    let variables = match rest {
        SERVES => FOLDERS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        _ if rest.starts_with(WORKS) => BTreeMap::new(),
        _ => bail!("a rehearsal knows {WORKS} and {SERVES}, not {rest}"),
    };
    fs::create_dir_all(&root)?;
    Ok(Image { root, variables })
}

impl Image {
    fn take(
        &mut self,
        keyword: &str,
        rest: &str,
        package: &Path,
        others: &BTreeMap<String, PathBuf>,
        tools: &Path,
    ) -> Result<()> {
        let rest = expanded(rest, &self.variables);
        match keyword {
            "ARG" | "ENV" => {
                let (name, value) = rest.split_once('=').context("expected NAME=VALUE")?;
                self.variables.insert(name.to_owned(), value.to_owned());
            }
            "WORKDIR" => fs::create_dir_all(self.at(&rest))?,
            "COPY" => match rest.strip_prefix("--from=").and_then(|rest| rest.split_once(' ')) {
                Some((from, paths)) => {
                    let (from, (what, to)) = (others.get(from).context("no such stage")?, two(paths)?);
                    copy(&from.join(what.trim_start_matches('/')), &self.at(to), tools)?;
                }
                // The context is target/package; the file is the one that is rehearsed with.
                None => copy(package, &self.at(two(&rest)?.1), tools)?,
            },
            "RUN" => {
                // A word that begins with a slash is a path in the image.
                let words = rest.split(' ').map(|word| match word.strip_prefix('/') {
                    Some(path) => self.at(path).to_string_lossy().into_owned(),
                    None => word.to_owned(),
                });
                let script = words.collect::<Vec<_>>().join(" ");
                let folder = self.at("package");
                shell::run(
                    shell::command(tools.join("sh")).args(["-c", &script]).env("PATH", tools).current_dir(folder),
                )?;
            }
            // The entry point of the base image takes exactly one word.
            "CMD" => ensure!(rest.matches('"').count() == 2, "expected one word"),
            _ => bail!("a rehearsal knows no {keyword}"),
        }
        Ok(())
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// The binary where the base image's entry point looks for it, and the database where the function does.
    fn check(&self) -> Result<()> {
        let bootstrap = self.at("/var/runtime/bootstrap");
        let database = self.variables.get("LIMBDA_DATABASE").context("LIMBDA_DATABASE is not set")?;
        ensure!(allows(&bootstrap, 0o555)?, "{} is not for everyone to run", bootstrap.display());
        ensure!(allows(&self.at(database), 0o444)?, "{database} is not for everyone to read");
        ensure!(!self.at("/var/task/bootstrap").exists(), "the binary is there twice");
        println!("the image would have /var/runtime/bootstrap and {database}");
        Ok(())
    }
}

/// Whether a file is there and everyone may do this with it.
fn allows(file: &Path, mode: u32) -> Result<bool> {
    let data = fs::metadata(file).with_context(|| format!("there is no {}", file.display()))?;
    #[cfg(unix)]
    return Ok(std::os::unix::fs::PermissionsExt::mode(&data.permissions()) & mode == mode);
    #[cfg(not(unix))]
    return Ok(data.is_file() && mode > 0);
}

fn two(paths: &str) -> Result<(&str, &str)> {
    paths.split_once(' ').filter(|(_, to)| !to.contains(' ')).context("expected what and where to")
}

/// A file to a path; a folder's content into a folder.
fn copy(what: &Path, to: &Path, tools: &Path) -> Result<()> {
    let cp = || shell::command(tools.join("cp"));
    let into = if what.is_dir() { to } else { to.parent().unwrap_or(to) };
    fs::create_dir_all(into)?;
    let what = if what.is_dir() { what.join(".") } else { what.to_owned() };
    shell::run(cp().arg("-a").arg(what).arg(to))
}

/// Busybox's tools, each by its name, in a folder.
fn busybox(folder: &Path) -> Result<PathBuf> {
    if on_path(&["busybox"]).is_none() {
        println!("installing busybox, whose tools unpack the package in the image");
        apt::install(&["busybox"]).context("install busybox, and have it on PATH")?;
    }
    let busybox = on_path(&["busybox"]).context("busybox is not on PATH")?;
    fs::create_dir_all(folder)?;
    for tool in ["sh", "unzip", "mkdir", "mv", "chmod", "cp"] {
        #[cfg(unix)]
        std::os::unix::fs::symlink(&busybox, folder.join(tool))?;
        #[cfg(not(unix))]
        fs::copy(&busybox, folder.join(tool))?;
    }
    Ok(folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(name: &str) -> Image {
        let root = shell::target_dir().join("tests/image").join(name);
        if root.exists() {
            fs::remove_dir_all(&root).unwrap();
        }
        from(SERVES, root).unwrap()
    }

    #[track_caller]
    fn refused(image: &mut Image, keyword: &str, rest: &str, why: &str) {
        let error = image.take(keyword, rest, Path::new("no.zip"), &BTreeMap::new(), Path::new("tools")).unwrap_err();
        assert_eq!(error.to_string(), why);
    }

    #[test]
    fn a_step_that_is_not_rehearsed_is_refused() {
        let mut image = image("steps");
        refused(&mut image, "ADD", "a b", "a rehearsal knows no ADD");
        refused(&mut image, "CMD", r#"["a", "b"]"#, "expected one word");
        refused(&mut image, "COPY", "--from=nowhere a b", "no such stage");
        assert!(from("debian:12", "target".into()).err().unwrap().to_string().ends_with("not debian:12"));
    }

    #[cfg(unix)]
    #[test]
    fn what_the_base_image_starts_has_to_be_there() {
        let mut image = image("check");
        let none = BTreeMap::new();
        image.take("ENV", "LIMBDA_DATABASE=/var/task/x.db", Path::new(""), &none, Path::new("")).unwrap();
        let error = image.check().unwrap_err().to_string();
        assert!(error.starts_with("there is no ") && error.ends_with("/var/runtime/bootstrap"), "{error}");
        for file in ["var/runtime/bootstrap", "var/task/x.db"] {
            fs::create_dir_all(image.at(file).parent().unwrap()).unwrap();
            fs::write(image.at(file), "").unwrap();
        }
        // Written so, a file is for nobody to run.
        let error = image.check().unwrap_err().to_string();
        assert!(error.ends_with("is not for everyone to run"), "{error}");
    }
}
