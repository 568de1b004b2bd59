# Builds the Windows installer into dist\, on Windows with Python and NSIS: packaging\windows\build.ps1
# Signs program and installer when WINDOWS_CERTIFICATE (a .pfx as base64) and WINDOWS_CERTIFICATE_PASSWORD are set.
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Resolve-Path "$PSScriptRoot\..\..")
$version = (Select-String -Path gui\bayplan\__init__.py -Pattern '^__version__ = "(.*)"$').Matches[0].Groups[1].Value

function Invoke-Signing([string] $file) {
    if (-not $env:WINDOWS_CERTIFICATE) { Write-Output "No certificate: $file stays unsigned."; return }
    $certificate = Join-Path $env:TEMP "bayplan-signing.pfx"
    [IO.File]::WriteAllBytes($certificate, [Convert]::FromBase64String($env:WINDOWS_CERTIFICATE))
    try {
        $signtool = Get-ChildItem "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe" | Select-Object -Last 1
        & $signtool.FullName sign /fd SHA256 /td SHA256 /tr http://timestamp.digicert.com `
            /f $certificate /p $env:WINDOWS_CERTIFICATE_PASSWORD $file
    } finally { Remove-Item $certificate }
}

python -m venv build\venv
$python = "build\venv\Scripts\python.exe"
& $python -m pip install --quiet -r packaging\tools.txt
& $python -m build --wheel --outdir build\wheel .
& $python -m pip install --quiet (Get-Item build\wheel\bayplan-*.whl).FullName
& $python packaging\pyinstaller\draw_icons.py build\icons
& $python -m PyInstaller --noconfirm --log-level WARN --distpath build\program --workpath build\pyinstaller packaging\pyinstaller\bayplan.spec
& $python packaging\pyinstaller\library_licences.py build\program\bayplan
& build\program\bayplan\bayplan.exe --self-test
Invoke-Signing build\program\bayplan\bayplan.exe

New-Item -ItemType Directory -Force dist | Out-Null
$setup = Join-Path (Get-Location) "dist\bayplan-$version-windows-x86_64-setup.exe"
& "${env:ProgramFiles(x86)}\NSIS\makensis.exe" -V2 -WX "-DVERSION=$version" "-DPROGRAM=$PWD\build\program\bayplan" `
    "-DICON=$PWD\build\icons\bayplan.ico" "-DOUTPUT=$setup" packaging\windows\bayplan.nsi
Invoke-Signing $setup

# Install, try, and take away again: nothing may be left behind.
$folder = "$env:LOCALAPPDATA\Programs\Bayplan"
Start-Process -Wait $setup /S
& "$folder\program\bayplan.exe" --self-test
Start-Process -Wait "$folder\uninstall.exe" "/S _?=$folder"
Remove-Item -ErrorAction SilentlyContinue "$folder\uninstall.exe", $folder
foreach ($left in $folder, "$env:APPDATA\Microsoft\Windows\Start Menu\Programs\Bayplan.lnk",
        "HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\Bayplan", "HKCU:\Software\Classes\Bayplan.Snapshot") {
    if (Test-Path $left) { throw "Uninstalling left $left behind." }
}
