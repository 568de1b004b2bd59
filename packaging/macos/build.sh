#!/bin/sh
# Builds the app bundle and the disk image for macOS into dist/, on macOS: packaging/macos/build.sh
# Signs when MACOS_IDENTITY names a "Developer ID Application" identity in the keychain, and has Apple notarise the image
# when MACOS_NOTARY_PROFILE names what `xcrun notarytool store-credentials` stored.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
packaging/build.sh
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' gui/bayplan/__init__.py)
app=build/program/Bayplan.app
"$app/Contents/MacOS/bayplan" --self-test

if [ -n "${MACOS_IDENTITY:-}" ]; then
    find "$app" -type f \( -name '*.dylib' -o -name '*.so' \) -exec \
        codesign --force --timestamp --options runtime --sign "$MACOS_IDENTITY" {} +
    codesign --force --deep --timestamp --options runtime --entitlements packaging/macos/entitlements.plist \
        --sign "$MACOS_IDENTITY" "$app"
    codesign --verify --deep --strict "$app"
else
    echo "No identity: the app stays unsigned, and macOS asks before it opens it."
fi

image=dist/bayplan-$version-macos-$(uname -m).dmg
folder=build/dmg
rm -rf "$folder"
mkdir -p "$folder"
cp -R "$app" "$folder/"
cp LICENSE "$folder/"
ln -s /Applications "$folder/Applications"
hdiutil create -quiet -volname "Bayplan $version" -srcfolder "$folder" -fs HFS+ -format UDZO -ov "$image"
if [ -n "${MACOS_IDENTITY:-}" ]; then
    codesign --timestamp --sign "$MACOS_IDENTITY" "$image"
fi
if [ -n "${MACOS_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$MACOS_NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
(cd dist && shasum -a 256 -- * >SHA256SUMS)
